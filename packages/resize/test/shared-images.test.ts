import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ImageError, type ImageErrorCode, makeRenditions } from '../src/index.ts';

/** Real images of many cameras and programs, where they stand beside the project. */
const FOLDER = join(import.meta.dirname, '../../../../shared/images');
const SOURCES = join(FOLDER, 'SOURCES.md');

const REJECTED = new Map<string, ImageErrorCode>([
  ['broken/bmp-invalid-bpp.bmp', 'unsupported-feature'],
  ['broken/hippopotamus.interlaced.truncated.gif', 'corrupt'],
  ['broken/hippopotamus.regular.truncated.png', 'corrupt'],
  ['broken/image_invalid.jpg', 'unsupported-type'],
  ['broken/no-frames.gif', 'corrupt'],
  ['broken/peacock.default.truncated.jpeg', 'corrupt'],
  ['broken-derived/harvesters.head100000.jpeg', 'corrupt'],
  ['broken-derived/hibiscus.regular.lossless.head50000.webp', 'corrupt'],
  ['broken-derived/paris_icc_exif_xmp.head12000.avif', 'corrupt'],
  ['jpeg-variants/monkey12.jpg', 'unsupported-feature'],
]);

/** The table's first column. */
function listed(): string[] {
  return existsSync(SOURCES)
    ? [...readFileSync(SOURCES, 'utf8').matchAll(/^\| ([\w.-]+\/[\w.-]+) \|/gm)].flatMap(
        ([, path]) => path ?? [],
      )
    : [];
}

const names = listed();
if (names.length === 0) console.log('Skipped: no real images stand beside the project.');

/** `splines.jxl` alone takes 20 seconds of a core; other work may be under way beside it. */
const limits = { timeoutMs: 150_000 };

describe.runIf(names.length > 0)('of the real images', () => {
  it.each(names)('%s is converted or rejected as expected', { timeout: 160_000 }, async (name) => {
    const bytes = readFileSync(join(FOLDER, name));
    const code = REJECTED.get(name);
    if (code) {
      const made = makeRenditions(bytes, { limits });
      await expect(made).rejects.toBeInstanceOf(ImageError);
      await expect(made).rejects.toMatchObject({ code });
      return;
    }
    const { renditions, width, height } = await makeRenditions(bytes, { limits });
    for (const rendition of renditions) {
      const metadata = await sharp(rendition.bytes).metadata();
      expect(metadata).toMatchObject({ width: rendition.width, height: rendition.height });
      expect(metadata.exif ?? metadata.xmp ?? metadata.icc ?? metadata.iptc).toBeUndefined();
      expect(rendition.width > rendition.height).toBe(width > height);
    }
  });

  it('there are eighty', () => {
    expect(names).toHaveLength(80);
  });
});
