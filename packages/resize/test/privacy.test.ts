import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ANALYSIS_RENDITION, makeRenditions, OUTPUT_FORMATS } from '../src/index.ts';
import { drawAnimation, drawQuadrants, GREEN, RED } from './draw-image.ts';

const EXIF = {
  IFD0: { Copyright: 'Somebody Private', Make: 'SecretPhone' },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 19/1 30/1' },
};
const XMP =
  '<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">SecretXmp</x:xmpmeta><?xpacket end="w"?>';

async function expectNothingPrivate(bytes: Buffer): Promise<void> {
  const metadata = await sharp(bytes).metadata();
  expect(metadata).not.toHaveProperty('exif');
  expect(metadata).not.toHaveProperty('xmp');
  expect(metadata).not.toHaveProperty('iptc');
  expect(metadata).not.toHaveProperty('icc');
  expect(metadata).not.toHaveProperty('orientation');
  expect(bytes.toString('latin1')).not.toMatch(/Secret|Private/);
}

describe('renditions contain nothing private', () => {
  it.each(['jpeg', 'png', 'webp', 'tiff', 'avif'] as const)('of a %s', async (format) => {
    const bytes = await drawQuadrants(300, 200)
      .withIccProfile('p3')
      .withExif(EXIF)
      .withXmp(XMP)
      .toFormat(format)
      .toBuffer();
    expect(bytes.toString('latin1')).toMatch(/Secret/);
    const { renditions } = await makeRenditions(bytes, {
      renditions: [
        ANALYSIS_RENDITION,
        ...OUTPUT_FORMATS.map((output) => ({
          name: output,
          width: 100,
          height: 100,
          fit: 'inside' as const,
          format: output,
        })),
      ],
    });
    expect(renditions).toHaveLength(5);
    for (const rendition of renditions) await expectNothingPrivate(rendition.bytes);
  });

  it('of an animation that stays one', async () => {
    const bytes = await (
      await drawAnimation([RED, GREEN], 40, 30)
    )
      .withExif(EXIF)
      .webp()
      .toBuffer();
    const { renditions } = await makeRenditions(bytes, {
      renditions: [
        { name: 'a', width: 20, height: 20, fit: 'inside', format: 'webp', animated: true },
      ],
    });
    await expectNothingPrivate(renditions[0]?.bytes ?? Buffer.alloc(0));
  });
});
