import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { buildTiff, long, short, type TiffPart, type TiffTag } from './build-tiff.ts';
import { colorAt, difference, RED as LEFT, type Rgb, BLUE as RIGHT } from './draw-image.ts';
import { page } from './tiff-page.ts';

const rgb8 = { photometric: 2, bits: 8, samples: 3 };

async function made(file: Buffer) {
  const renditions = [{ name: 'a', width: 64, height: 64, fit: 'inside', format: 'png' }] as const;
  const result = await makeRenditions(file, { renditions });
  const bytes = result.renditions[0]?.bytes ?? Buffer.alloc(0);
  return { ...result, at: (across: number) => colorAt(bytes, across, 0.5) };
}

describe('of the pages of a TIFF', () => {
  const flat = (side: number, color: Rgb, ...tags: TiffTag[]): TiffPart =>
    page(
      Buffer.from(
        Array<Rgb>(side * side)
          .fill(color)
          .flat(),
      ),
      { ...rgb8, side, tags },
    );

  it.each([
    ['a reduced page', [flat(8, LEFT, long(254, 1)), flat(24, RIGHT, long(254, 0))]],
    ['a reduced page that is larger', [flat(32, LEFT, long(254, 1)), flat(24, RIGHT)]],
    ['a reduced page by the old tag', [flat(32, LEFT, short(255, 2)), flat(24, RIGHT)]],
    ['a mask', [flat(32, LEFT, long(254, 4)), flat(24, RIGHT)]],
    [
      'levels of a pyramid',
      [flat(24, RIGHT), flat(12, LEFT, long(254, 1)), flat(6, LEFT, long(254, 1))],
    ],
  ])('%s is passed over', async (_what, pages) => {
    const result = await made(buildTiff(pages));
    expect(result).toMatchObject({ width: 24, height: 24, frameCount: 1 });
    expect(difference(await result.at(0.5), RIGHT)).toBeLessThanOrEqual(3);
  });

  it('the largest counts, the first of equals', async () => {
    const pages = [flat(8, LEFT), flat(24, RIGHT), flat(24, LEFT)];
    const result = await made(buildTiff(pages));
    expect(result).toMatchObject({ width: 24, frameCount: 3 });
    expect(difference(await result.at(0.5), RIGHT)).toBeLessThanOrEqual(3);
  });

  it('one is enough, for any number of them', async () => {
    const pages = Array.from({ length: 3_000 }, () => flat(2, LEFT));
    expect(await made(buildTiff(pages))).toMatchObject({ width: 2, frameCount: 3_000 });
  });
});
