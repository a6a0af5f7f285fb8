import { basename, dirname } from 'node:path';
import { createIPX, ipxFSStorage } from 'ipx';
import type { Contender } from './contender.ts';

/** Its WebP effort is sharp's default of 4, which cannot be changed. */
export const ipx: Contender = async (path, sizes) => {
  const server = createIPX({ storage: ipxFSStorage({ dir: dirname(path) }) });
  for (const size of sizes) {
    const modifiers = { format: 'webp', resize: `${size}x${size}`, fit: 'inside' };
    await server(basename(path), modifiers).process();
  }
};
