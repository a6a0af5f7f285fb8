import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { type Contender, WEBP_EFFORT } from './contender.ts';

/** Calls sharp once per size, upright and never enlarged, as in its documentation. */
function separateCalls(effort: number): Contender {
  return async (path, sizes) => {
    sharp.concurrency(1);
    sharp.cache(false);
    const bytes = await readFile(path);
    for (const size of sizes) {
      await sharp(bytes)
        .autoOrient()
        .resize(size, size, { fit: 'inside', withoutEnlargement: true })
        .webp({ effort })
        .toBuffer();
    }
  };
}

export const bareSharp = separateCalls(WEBP_EFFORT);

/** With sharp's default effort, which most users do not change. */
export const bareSharpDefaults = separateCalls(4);
