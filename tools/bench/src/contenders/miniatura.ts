import { readFile } from 'node:fs/promises';
import type { Contender } from './contender.ts';

/** @param module of the package, as it is imported: this workspace's, or that of another checkout */
export async function miniaturaOf(module: string): Promise<Contender> {
  const { makeRenditions } = (await import(module)) as typeof import('@miniatura/resize');
  return (path, sizes) => shrink(makeRenditions, path, sizes);
}

async function shrink(
  makeRenditions: typeof import('@miniatura/resize').makeRenditions,
  path: string,
  sizes: readonly number[],
): Promise<void> {
  const renditions = sizes.map((size) => ({
    name: String(size),
    width: size,
    height: size,
    fit: 'inside' as const,
    format: 'webp' as const,
  }));
  await makeRenditions(await readFile(path), { renditions });
}
