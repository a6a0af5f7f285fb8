import { defineConfig } from 'eslint/config';
import nx from '@nx/eslint-plugin';
import jsonc from 'jsonc-eslint-parser';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. `type:core` is pure and imports nothing of ours; packages never import
 * apps; apps never import apps, save the integrators that compose them. What the services on
 * loopback share serves the stand-ins and the integrators.
 */
const depConstraints = [
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:stand-in-base', onlyDependOnLibsWithTags: ['scope:shared'] },
  { sourceTag: 'type:stand-in', onlyDependOnLibsWithTags: ['type:stand-in-base', 'scope:shared'] },
  { sourceTag: 'type:package', onlyDependOnLibsWithTags: ['type:core', 'type:package'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:core', 'type:package'] },
  {
    sourceTag: 'type:integrator',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:package',
      'type:app',
      'type:stand-in-base',
      'type:stand-in',
    ],
  },
  {
    sourceTag: 'type:tool',
    onlyDependOnLibsWithTags: [
      'type:core',
      'type:package',
      'type:app',
      'type:stand-in',
      'type:integrator',
    ],
  },
  { sourceTag: 'scope:image', onlyDependOnLibsWithTags: ['scope:image', 'scope:shared'] },
  {
    sourceTag: 'scope:warehouse',
    onlyDependOnLibsWithTags: ['scope:image', 'scope:shared', 'scope:warehouse'],
  },
];

/** What the tests of a project with this tag may import beyond what its sources may. */
const testAllowances = {
  'type:app': 'type:stand-in',
  'type:package': 'type:stand-in',
  'type:stand-in': 'type:stand-in',
  'scope:image': 'scope:laptop',
  'scope:warehouse': 'scope:laptop',
};

/** Tests of apps, packages and stand-ins run against the stand-ins; the sources never know them. */
const testDepConstraints = depConstraints.map(({ sourceTag, onlyDependOnLibsWithTags }) => ({
  sourceTag,
  onlyDependOnLibsWithTags: [...onlyDependOnLibsWithTags, testAllowances[sourceTag]].filter(
    Boolean,
  ),
}));

const moduleBoundaries = (constraints) => [
  'error',
  {
    // Apps are bundled from the sources of the packages: no package is built.
    enforceBuildableLibDependency: false,
    banTransitiveDependencies: true,
    allow: [],
    depConstraints: constraints,
  },
];

const environmentMessage = 'Only src/config.ts reads the environment.';

export default defineConfig(
  {
    ignores: [
      '**/dist',
      '**/asset',
      '**/cdk.out',
      '**/out-code',
      '**/out-tsc',
      '**/node_modules',
      '.nx',
      '**/.miniatura',
      '**/files/**',
    ],
  },
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.mjs'],
    extends: [...tseslint.configs.recommended],
    plugins: { '@nx': nx },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries(depConstraints),
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
  {
    files: ['**/test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': moduleBoundaries(testDepConstraints) },
  },
  {
    files: [
      '**/config.ts',
      '**/main.ts',
      '**/bin/*.ts',
      // It passes the whole environment on, and loads nothing of the app.
      'apps/local/src/commands/supervise-start.ts',
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
          ignoredDependencies: ['@types/aws-lambda'],
        },
      ],
    },
  },
);
