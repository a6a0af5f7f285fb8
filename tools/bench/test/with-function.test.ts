import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { withFunction } from '../src/pipeline/with-function.ts';

it('the function processes stored images, and a failure ends the benchmark', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    const path = join(folder, 'one.jpg');
    const plain = { width: 40, height: 20, channels: 3, background: 'red' } as const;
    await writeFile(path, await sharp({ create: plain }).jpeg().toBuffer());
    const image = { key: '0/my cat.jpg', path };
    await withFunction(folder, [image], async (invoke) => {
      await invoke(image);
      await expect(invoke({ key: 'missing.jpg', path })).rejects.toThrow('was not processed');
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});
