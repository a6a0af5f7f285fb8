import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { BuildOptions, Plugin } from 'esbuild';

/**
 * Excludes zod's messages in fifty languages, a quarter of a megabyte that would be read at each
 * start.
 */
const englishOnly: Plugin = {
  name: 'english-only',
  setup({ onLoad }) {
    onLoad({ filter: /\/zod\/v4\/locales\/index\.js$/ }, ({ path }) => ({
      contents: "export { default as en } from './en.js';",
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Imports zod as a namespace in packages of Powertools. Their named import of `z` would keep all of
 * zod, of which most functions use less than half.
 */
const zodNamespace: Plugin = {
  name: 'zod-namespace',
  setup({ onLoad }) {
    onLoad({ filter: /\/@aws-lambda-powertools\/parser\/.*\.js$/ }, async ({ path }) => {
      const code = await readFile(path, 'utf8');
      return { contents: code.replace("import { z } from 'zod'", "import * as z from 'zod'") };
    });
  },
};

/**
 * Excludes iconv-lite's tables of East Asian encodings, 0.4 MB that would be read at each start.
 * Connections to MySQL use UTF-8.
 */
const unicodeOnly: Plugin = {
  name: 'unicode-only',
  setup({ onLoad }) {
    onLoad({ filter: /\/iconv-lite\/encodings\/tables\/.*\.json$/ }, ({ path }) => {
      const message = `Expected an encoding of Unicode but received one of ${basename(path)}`;
      return { contents: `throw new Error(${JSON.stringify(message)});`, loader: 'js' };
    });
  },
};

/** CommonJS packages call `require`, which ES modules do not have. */
const requireBanner =
  "import { createRequire as __createRequire } from 'node:module';" +
  'const require = __createRequire(import.meta.url);';

/** The settings of esbuild for every bundle that runs on Lambda. */
export const LAMBDA_BUILD = {
  outExtension: { '.js': '.mjs' },
  bundle: true,
  // Dynamic imports, such as that of a database driver, are then read on demand.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  plugins: [englishOnly, zodNamespace, unicodeOnly],
  banner: { js: requireBanner },
} satisfies BuildOptions;
