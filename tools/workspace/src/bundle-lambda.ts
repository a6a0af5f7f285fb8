import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { build, type Metafile, type Plugin } from 'esbuild';

import { type BundleOptions, readBundleOptions } from './bundle-options.ts';

/**
 * File in `dist` that lists the modules that each entry point may load, by their paths from the
 * app's folder.
 */
export const MODULES_FILE = 'modules.json';

function modulesOf({ outputs }: Metafile): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(outputs)
      .filter(([path, { entryPoint }]) => path.endsWith('.mjs') && entryPoint !== undefined)
      .map(([path]) => [basename(path), [...loadedBy(path, outputs)].flatMap(inputsOf(outputs))]),
  );
}

/** Returns a bundle and the chunks that it imports, statically or dynamically. */
function loadedBy(
  path: string,
  outputs: Metafile['outputs'],
  found = new Set<string>(),
): ReadonlySet<string> {
  if (!(path in outputs) || found.has(path)) return found;
  found.add(path);
  for (const chunk of outputs[path]?.imports ?? []) loadedBy(chunk.path, outputs, found);
  return found;
}

function inputsOf(outputs: Metafile['outputs']) {
  return (path: string) =>
    Object.entries(outputs[path]?.inputs ?? {}).flatMap(([module, { bytesInOutput }]) =>
      bytesInOutput > 0 ? module : [],
    );
}

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

/**
 * Returns the handler if there is one; an app with several functions names all of them in
 * `entryPoints`.
 */
function entryPointsOf(folder: string, entryPoints: BundleOptions['entryPoints']) {
  const handler = 'src/handler.ts';
  if (existsSync(join(folder, handler))) return { handler, ...entryPoints };
  if (Object.keys(entryPoints).length > 0) return entryPoints;
  throw new Error(`Expected ${handler}, or entry points in package.json, but received neither.`);
}

/** One file of a bundle: its path relative to the app's folder, and its size. */
export interface BundledFile {
  readonly path: string;
  readonly byteCount: number;
}

/**
 * Bundles a Lambda app's `src/handler.ts`, if there is one, into `dist/handler.mjs` with its source
 * map, for the Node 24 runtime. `bundle` in its package.json lists `external` packages and more
 * `entryPoints`.
 */
export async function bundleLambda(folder: string): Promise<readonly BundledFile[]> {
  const { external, entryPoints } = readBundleOptions(folder);
  rmSync(join(folder, 'dist'), { recursive: true, force: true });
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: entryPointsOf(folder, entryPoints),
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    // Dynamic imports, such as that of a database driver, are then read on demand.
    splitting: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: 'linked',
    external,
    plugins: [englishOnly, zodNamespace, unicodeOnly],
    banner: { js: requireBanner },
    metafile: true,
    logLevel: 'warning',
  });
  writeFileSync(join(folder, 'dist', MODULES_FILE), JSON.stringify(modulesOf(metafile), null, 2));
  return Object.entries(metafile.outputs).map(([path, { bytes }]) => ({ path, byteCount: bytes }));
}

if (import.meta.main) {
  for (const { path, byteCount } of await bundleLambda(process.cwd())) {
    console.log(`${path}  ${Math.ceil(byteCount / 1000)} kB`);
  }
}
