import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildGrid, itemOf } from '@miniatura/resize/test-support/build-heif';
import sharp from 'sharp';
import { drawPixels } from '../draw-images.ts';
import { isInstalled } from './is-installed.ts';

const execute = promisify(execFile);

const TILE_SIDE = 512;
/** Cameras' HEICs have about 0.15 bytes per pixel; this quality comes to that. */
const QUALITY = '40';

/** What two generations of phones store: grids of tiles. */
const HEICS = [
  { name: 'phone-12mp.heic', width: 4032, height: 3024 },
  { name: 'phone-48mp.heic', width: 8064, height: 6048 },
] as const;

const DRAWN = { columns: 4, rows: 3 };

/**
 * Draws a HEIC of each size, where heif-enc is installed; a dozen tiles that differ are repeated, since
 * encoding takes long.
 */
export async function drawHeics(folder: string): Promise<void> {
  if (!(await isInstalled('heif-enc'))) {
    return console.log('Skipped drawing HEICs: heif-enc is not installed');
  }
  await mkdir(folder, { recursive: true });
  const tiles = await drawTiles();
  for (const { name, width, height } of HEICS) {
    const columns = Math.ceil(width / TILE_SIDE);
    const tileCount = columns * Math.ceil(height / TILE_SIDE);
    const places = Array.from({ length: tileCount }, (_, place) => place % tiles.length);
    await writeFile(join(folder, name), buildGrid({ tiles, places, columns, width, height }));
  }
}

async function drawTiles() {
  await using resources = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'bench-tiles-'));
  resources.defer(() => rm(folder, { recursive: true }));
  const width = DRAWN.columns * TILE_SIDE;
  const height = DRAWN.rows * TILE_SIDE;
  const drawn = sharp(await drawPixels(width, height), { raw: { width, height, channels: 3 } });
  const tiles: ReturnType<typeof itemOf>[] = [];
  for (let top = 0; top < height; top += TILE_SIDE) {
    for (let left = 0; left < width; left += TILE_SIDE) {
      const [png, heic] = [join(folder, 'tile.png'), join(folder, 'tile.heic')];
      const area = { left, top, width: TILE_SIDE, height: TILE_SIDE };
      await drawn.clone().extract(area).png({ compressionLevel: 1 }).toFile(png);
      await execute('heif-enc', ['-q', QUALITY, png, '-o', heic]);
      tiles.push(itemOf(await readFile(heic)));
    }
  }
  return tiles;
}
