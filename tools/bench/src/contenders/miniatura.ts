import { readFile } from 'node:fs/promises';
import { makeRenditions } from '@miniatura/resize';
import type { Contender } from './contender.ts';

export const miniatura: Contender = async (path, sizes) => {
  const renditions = sizes.map((size) => ({
    name: String(size),
    width: size,
    height: size,
    fit: 'inside' as const,
    format: 'webp' as const,
  }));
  await makeRenditions(await readFile(path), { renditions });
};
