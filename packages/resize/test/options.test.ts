import { describe, expect, it } from 'vitest';
import {
  DEFAULT_RENDITIONS,
  type Limits,
  makeRenditions,
  OptionError,
  readDimensions,
  type RenditionSpec,
} from '../src/index.ts';
import { drawQuadrants } from './draw-image.ts';

const spec: RenditionSpec = { name: 'a', width: 9, height: 9, fit: 'inside', format: 'webp' };

const WRONG: [string, object, string][] = [
  ['no name', { name: '' }, 'Expected a non-empty string for name of rendition  but received '],
  [
    'no width',
    { width: 0 },
    'whole number from 1 to 16383 for width of rendition a but received 0',
  ],
  ['half a pixel', { height: 1.5 }, 'for height of rendition a but received 1.5'],
  ['more than WebP holds', { width: 16_384 }, 'for width of rendition a but received 16384'],
  ['an unknown fit', { fit: 'crop' }, 'one of cover, contain, fill, inside, outside for fit'],
  ['an unknown format', { format: 'gif' }, 'one of webp, jpeg, avif, png for format'],
  ['quality 0', { quality: 0 }, 'for quality of rendition a but received 0'],
  ['a quality for PNG', { format: 'png', quality: 80 }, 'none for png for quality'],
  ['a colour by name', { background: 'red' }, 'a colour as #rrggbb for background'],
  ['an animated JPEG', { format: 'jpeg', animated: true }, 'true only with format webp'],
];

describe('makeRenditions', () => {
  it.each(WRONG)('does not take %s', async (_what, wrong, words) => {
    const renditions = [{ ...spec, ...wrong } as RenditionSpec];
    const made = makeRenditions(await drawQuadrants(9, 9).png().toBuffer(), { renditions });
    await expect(made).rejects.toThrow(OptionError);
    await expect(made).rejects.toThrow(words);
  });

  it('does not take an empty list, or a name twice', async () => {
    const png = await drawQuadrants(9, 9).png().toBuffer();
    await expect(makeRenditions(png, { renditions: [] })).rejects.toThrow(
      'Expected at least one for renditions but received none',
    );
    await expect(makeRenditions(png, { renditions: [spec, spec] })).rejects.toThrow(
      'Expected each name once for rendition names but received a twice',
    );
  });

  it.each([
    [{ maxBytes: 0 }, 'Expected a positive whole number for limit maxBytes but received 0'],
    [{ timeoutMs: NaN }, 'for limit timeoutMs but received NaN'],
    [{ maxMegapixels: 5 } as object, 'Expected one of maxBytes, maxPixels'],
  ] as [Partial<Limits>, string][])('does not take the limits %j', async (limits, words) => {
    const png = await drawQuadrants(9, 9).png().toBuffer();
    await expect(makeRenditions(png, { limits })).rejects.toThrow(words);
    await expect(readDimensions(png, limits)).rejects.toThrow(OptionError);
  });
});

describe('the defaults', () => {
  it('pass their own checks', async () => {
    const png = await drawQuadrants(9, 9).png().toBuffer();
    const { renditions } = await makeRenditions(png, {
      renditions: DEFAULT_RENDITIONS,
      limits: {},
    });
    expect(renditions).toHaveLength(3);
  });
});
