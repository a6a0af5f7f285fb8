import nx from '@nx/eslint-plugin';
import antfu from 'eslint-plugin-antfu';
import perfectionist from 'eslint-plugin-perfectionist';
import { defineConfig } from 'eslint/config';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';
import { IMPORT_RULES, importLintRules } from './tools/workspace/src/allowed-imports.ts';

/** What the rule of Nx checks: relative paths between projects, circles, undeclared packages. */
const moduleBoundaries = [
  'error',
  {
    // Apps are bundled from the sources of the packages: no package is built.
    enforceBuildableLibDependency: false,
    banTransitiveDependencies: true,
    // The api loads resize's decoders lazily, and its small entry points at once. Nx distinguishes
    // them only in a process that runs in the workspace's root.
    checkDynamicDependenciesExceptions: ['@miniatura/resize/**'],
    allow: [],
    depConstraints: [{ sourceTag: '*', onlyDependOnLibsWithTags: ['*'] }],
  },
];

/** The allowed imports of each project, in its sources and in its tests. */
const allowedImports = Object.entries(IMPORT_RULES).flatMap(([folder, { sources, tests = [] }]) => {
  const testFiles = ['test', 'test-support'].map((part) => `${folder}/${part}/**/*.{ts,tsx}`);
  return [
    { files: [`${folder}/**/*.{ts,tsx}`], rules: importLintRules(folder, sources) },
    { files: testFiles, rules: importLintRules(folder, [...sources, ...tests]) },
  ];
});

/** One style of functions, imports and names. `eslint --fix` corrects all but the last two. */
const style = {
  // An arrow function on one line is an expression with a name, and may stay.
  'antfu/top-level-function': 'error',
  'perfectionist/sort-imports': [
    'error',
    {
      type: 'natural',
      groups: ['builtin', 'external', ['parent', 'sibling', 'index'], 'unknown'],
      newlinesBetween: 'ignore',
    },
  ],
  'perfectionist/sort-named-imports': ['error', { type: 'natural' }],
  '@typescript-eslint/consistent-type-imports': [
    'error',
    { disallowTypeAnnotations: false, fixStyle: 'inline-type-imports' },
  ],
  '@typescript-eslint/no-import-type-side-effects': 'error',
  'no-duplicate-imports': 'error',
  'id-denylist': ['error', 'deps'],
};

const environmentMessage = 'Only src/config.ts reads the environment.';

/** What installing, building and running leave behind, and the generator's templates. */
export const IGNORED = [
  '**/dist',
  '**/asset',
  '**/cdk.out',
  '**/out-code',
  '**/out-tsc',
  '**/node_modules',
  '.nx',
  '**/.miniatura',
  '**/files/**',
];

export default defineConfig(
  { ignores: IGNORED },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx, antfu, perfectionist },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries,
      ...style,
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: environmentMessage },
      ],
      'no-restricted-imports': [
        'error',
        {
          paths: ['process', 'node:process'].map((name) => ({
            name,
            importNames: ['env'],
            message: environmentMessage,
          })),
          patterns: [{ group: ['**/test-support'], message: 'Only tests import test support.' }],
        },
      ],
    },
  },
  ...allowedImports,
  {
    files: [
      '**/config.ts',
      '**/main.ts',
      '**/bin/*.ts',
      // It passes the whole environment on, and loads nothing of the app.
      'apps/local/src/commands/supervise-start.ts',
      // It sets a variable for the threads and processes of a command.
      'apps/local/src/enable-compile-cache.ts',
      '**/test/**',
      '**/test-support/**',
      '**/vitest.config.ts',
      'tools/**',
    ],
    rules: { 'no-restricted-properties': 'off', 'no-restricted-imports': 'off' },
  },
  {
    files: ['*/*/package.json', 'packages/stand-ins/*/package.json'],
    plugins: { '@nx': nx },
    languageOptions: { parser: jsonc },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          buildTargets: ['typecheck'],
          ignoredFiles: ['test/**/*', 'test-support/**/*', 'vitest.config.ts'].map(
            (path) => `{projectRoot}/${path}`,
          ),
          // The workspace declares vitest once for the tests of all projects.
          ignoredDependencies: ['@types/aws-lambda', 'vitest'],
        },
      ],
    },
  },
);
