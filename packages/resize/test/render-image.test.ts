import sharp from 'sharp';
import { expect, test } from 'vitest';
import { ImageError, makeRenditions, OptionError, renderImage } from '../src/index.ts';

/** A gradient, which EXIF turns. */
function photo() {
  const pixels = Uint8Array.from({ length: 300 * 200 * 3 }, (_, index) => (index % 900) >> 2);
  return sharp(pixels, { raw: { width: 300, height: 200, channels: 3 } })
    .jpeg()
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

test.each(['inside', 'cover', 'contain', 'fill', 'outside'] as const)(
  'One rendition has the bytes that makeRenditions gives it: %s',
  async (fit) => {
    const spec = { name: 'one', width: 160, height: 160, fit, format: 'webp' } as const;
    const bytes = await photo();
    const { renditions } = await makeRenditions(bytes, { renditions: [spec] });
    expect((await renderImage(bytes, spec)).equals(renditions[0]?.bytes ?? Buffer.of())).toBe(true);
  },
);

test('What is no image, and a wrong spec, are rejected', async () => {
  const spec = { name: 'one', width: 64, height: 64, fit: 'inside', format: 'avif' } as const;
  await expect(renderImage(Buffer.from('text'), spec)).rejects.toThrow(ImageError);
  await expect(renderImage(await photo(), { ...spec, width: 0 })).rejects.toThrow(OptionError);
  const excludedTypes = ['image/jpeg'] as const;
  await expect(renderImage(await photo(), spec, { excludedTypes })).rejects.toThrow(ImageError);
  const limits = { maxBytes: 10 };
  await expect(renderImage(await photo(), spec, { limits })).rejects.toThrow(ImageError);
});
