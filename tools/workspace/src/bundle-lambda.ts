import { existsSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';

import { buildForLambda } from './build-for-lambda.ts';
import { type BundleOptions, readBundleOptions } from './bundle-options.ts';

/**
 * File in `dist` that lists the modules that each entry point may load, by their paths from the
 * app's folder.
 */
export const MODULES_FILE = 'modules.json';

type Output = Awaited<ReturnType<typeof buildForLambda>>;

/** Returns the modules of which the output contains anything, by their paths from the folder. */
function modulesOf(output: Output, folder: string): readonly string[] {
  return output
    .flatMap((file) => (file.type === 'chunk' ? Object.entries(file.modules) : []))
    .filter(([path, { renderedLength }]) => isAbsolute(path) && renderedLength > 0)
    .map(([path]) => relative(folder, path));
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
  const outFolder = join(folder, 'dist');
  rmSync(outFolder, { recursive: true, force: true });
  const modules: Record<string, readonly string[]> = {};
  const files = new Map<string, BundledFile>();
  // One after the other, because bundles that share files would load more of them at their start.
  for (const [name, module] of Object.entries(entryPointsOf(folder, entryPoints))) {
    const output = await buildForLambda({ name, module, folder, outFolder, external });
    modules[`${name}.mjs`] = modulesOf(output, realpathSync(folder));
    for (const file of output) files.set(file.fileName, bundledFileOf(file));
  }
  writeFileSync(join(outFolder, MODULES_FILE), JSON.stringify(modules, null, 2));
  return [...files.values()];
}

function bundledFileOf(file: Output[number]): BundledFile {
  const content = file.type === 'chunk' ? file.code : file.source;
  return { path: join('dist', file.fileName), byteCount: Buffer.byteLength(content) };
}

if (import.meta.main) {
  for (const { path, byteCount } of await bundleLambda(process.cwd())) {
    console.log(`${path}  ${Math.ceil(byteCount / 1000)} kB`);
  }
}
