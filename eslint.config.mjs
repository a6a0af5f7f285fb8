import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * Who may import whom. `type:core` is pure and imports nothing of ours; packages never import
 * apps; apps never import apps, save the integrators that compose them.
 */
const depConstraints = [
  { sourceTag: 'type:core', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:stand-in', onlyDependOnLibsWithTags: [] },
  { sourceTag: 'type:package', onlyDependOnLibsWithTags: ['type:core', 'type:package'] },
  { sourceTag: 'type:app', onlyDependOnLibsWithTags: ['type:core', 'type:package'] },
  {
    sourceTag: 'type:integrator',
    onlyDependOnLibsWithTags: ['type:core', 'type:package', 'type:app', 'type:stand-in'],
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
  { sourceTag: 'scope:image', onlyDependOnLibsWithTags: ['scope:image'] },
  { sourceTag: 'scope:warehouse', onlyDependOnLibsWithTags: ['scope:image', 'scope:warehouse'] },
];

/** Tests of an app run against the stand-ins; its sources never know them. */
const testDepConstraints = depConstraints.map((constraint) =>
  constraint.sourceTag === 'type:app'
    ? {
        ...constraint,
        onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'type:stand-in'],
      }
    : constraint.sourceTag === 'scope:image'
      ? {
          ...constraint,
          onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'scope:laptop'],
        }
      : constraint,
);

const moduleBoundaries = (constraints) => [
  'error',
  {
    enforceBuildableLibDependency: true,
    banTransitiveDependencies: true,
    allow: [],
    depConstraints: constraints,
  },
];

export default tseslint.config(
  { ignores: ['**/dist', '**/out-tsc', '**/node_modules', '.nx', '**/.miniatura', '**/files/**'] },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.mjs'],
    plugins: { '@nx': nx },
    languageOptions: { parser: tseslint.parser },
    rules: {
      '@nx/enforce-module-boundaries': moduleBoundaries(depConstraints),
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'Only src/config.ts reads the environment.',
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
      '**/test/**',
      '**/vitest.config.ts',
      'tools/**',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
);
