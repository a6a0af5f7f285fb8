import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';
import { IGNORED } from './eslint.config.mjs';

/**
 * The rules that need the types of the code: `npx eslint -c eslint.typed.config.mjs .`. They are apart
 * from the others because loading the types of all projects takes several times as long.
 */
export default defineConfig(
  { ignores: [...IGNORED, '**/*.mjs', '**/vitest.config.ts'] },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { reportUnusedDisableDirectives: 'off' },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      // An asynchronous function may be a listener: it handles its own errors.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
);
