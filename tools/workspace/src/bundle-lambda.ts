import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { build, type Metafile } from 'esbuild';

import { type BundleOptions, readBundleOptions } from './bundle-options.ts';
import { LAMBDA_BUILD } from './lambda-build.ts';

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
    ...LAMBDA_BUILD,
    sourcemap: 'linked',
    // The sources stand in the workspace. With copies of them, source maps are three times as large.
    sourcesContent: false,
    external,
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
