import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify, stripVTControlCharacters } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { colorAt, difference, type Rgb } from './draw-image.ts';

const PNG = { name: 'a', width: 128, height: 128, fit: 'inside', format: 'png' } as const;

describe('a HEIC image', () => {
  it('is decoded upright, in sRGB, with the facts of its file', async () => {
    const result = await makeRenditions(TURNED_P3_HEIC, { renditions: [PNG] });
    expect(result).toMatchObject({
      mediaType: 'image/heic',
      byteCount: TURNED_P3_HEIC.length,
      width: 64,
      height: 96,
      frameCount: 1,
      hasAlpha: false,
    });
    const bytes = result.renditions[0]?.bytes ?? Buffer.alloc(0);
    const quadrants: [number, number, Rgb][] = [
      [0.2, 0.2, [10, 10, 250]],
      [0.8, 0.2, [250, 10, 10]],
      [0.2, 0.8, [240, 240, 240]],
      [0.8, 0.8, [10, 200, 10]],
    ];
    for (const [across, down, color] of quadrants) {
      expect(difference(await colorAt(bytes, across, down), color)).toBeLessThanOrEqual(8);
    }
  });

  it('leaves the main thread free while it is decoded', async () => {
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await makeRenditions(TURNED_P3_HEIC, { renditions: [PNG] });
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(5);
  });

  it('is decoded several at a time', { timeout: 120_000 }, async () => {
    const all = await Promise.all([1, 2, 3].map(() => makeRenditions(TURNED_P3_HEIC)));
    expect(new Set(all.map(({ thumbHash }) => thumbHash)).size).toBe(1);
  });
});

describe('a bundle', () => {
  let folder = '';
  beforeAll(async () => {
    // Packages are found from here, and tests that copy the workspace meanwhile leave it out.
    const place = join(import.meta.dirname, '../../../node_modules/.cache');
    await mkdir(place, { recursive: true });
    folder = await mkdtemp(join(place, 'bundle-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('finds the HEIC thread beside itself', { timeout: 120_000 }, async () => {
    const image = join(folder, 'image.heic');
    await writeFile(image, TURNED_P3_HEIC);
    await writeFile(
      join(folder, 'app.ts'),
      `import { readFileSync } from 'node:fs';
       import { makeRenditions } from '@miniatura/resize';
       const { width, height } = await makeRenditions(readFileSync(process.argv[2] ?? ''));
       console.log(width, height);`,
    );
    await build({
      entryPoints: {
        app: join(folder, 'app.ts'),
        'decoder-worker': '@miniatura/resize/decoder-worker',
      },
      outdir: join(folder, 'dist'),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['libheif-js', 'sharp'],
    });
    const app = join(folder, 'dist/app.mjs');
    const { stdout } = await promisify(execFile)(process.execPath, [app, image]);
    expect(stripVTControlCharacters(stdout)).toBe('64 96\n');
  });
});
