import { describe, expect, it } from 'vitest';
import { makeRenditions } from '../src/index.ts';
import { box } from '../test-support/build-heif.ts';
import {
  ascii,
  buildTiff,
  long,
  short,
  type TiffPart,
  type TiffTag,
  undefinedBytes,
} from './build-tiff.ts';
import { BLUE, drawWith, RED } from './draw-image.ts';
import { bytesOf, page, samplesOf, words } from './tiff-page.ts';

const made = (file: Buffer) => makeRenditions(file);
function rejection(file: Buffer) {
  return makeRenditions(file).then(
    () => undefined,
    (error: unknown) => error,
  );
}
const rgb8 = { photometric: 2, bits: 8, samples: 3 };

describe('a camera raw file', () => {
  const preview = (width: number) =>
    drawWith(width, width * 0.75, (x) => (x < width / 2 ? RED : BLUE))
      .jpeg({ quality: 95 })
      .toBuffer();
  const thumbnail = page(bytesOf(RED, RED), { ...rgb8, tags: [long(254, 1)] });
  const sensor = page(words(samplesOf([1], [2])), { photometric: 32_803, bits: 16, samples: 1 });
  const jpegPart = async (width: number): Promise<TiffPart> => ({
    tags: [long(254, 1), short(259, 6)],
    data: { bytes: await preview(width), offsetTag: 513, sizeTag: 514 },
  });
  const withTags = (part: TiffPart, ...tags: TiffTag[]): TiffPart => ({
    ...part,
    tags: [...part.tags, ...tags],
  });
  const dng = undefinedBytes(50_706, Buffer.from([1, 4, 0, 0]));

  it.each([
    ['image/x-adobe-dng', [dng]],
    ['image/x-nikon-nef', [ascii(271, 'NIKON CORPORATION'), ascii(272, 'NIKON D3200')]],
    ['image/x-nikon-nrw', [ascii(271, 'NIKON'), ascii(272, 'COOLPIX P7000')]],
    ['image/x-sony-arw', [ascii(271, 'SONY')]],
    ['image/x-pentax-pef', [ascii(271, 'PENTAX Corporation')]],
    ['image/x-samsung-srw', [ascii(271, 'SAMSUNG')]],
    ['image/x-raw', [ascii(271, 'Leaf')]],
  ])('of the type %s gives its largest preview, turned', async (mediaType, tags) => {
    const first = {
      ...withTags(thumbnail, ...tags, short(274, 6)),
      subParts: [sensor, await jpegPart(160), await jpegPart(800)],
    };
    const result = await made(buildTiff([first]));
    expect(result).toMatchObject({ mediaType, width: 600, height: 800, frameCount: 1 });
  });

  it('is rejected where its type is excluded, though it is built as a TIFF', async () => {
    const file = buildTiff([{ ...withTags(thumbnail, dng), subParts: [await jpegPart(160)] }]);
    const code = 'unsupported-type';
    const excluded = makeRenditions(file, { excludedTypes: ['image/x-adobe-dng'] });
    await expect(excluded).rejects.toMatchObject({ code });
    const { mediaType } = await makeRenditions(file, {
      excludedTypes: ['image/jpeg', 'image/webp'],
    });
    expect(mediaType).toBe('image/x-adobe-dng');
  });

  it.each([
    ['image/x-olympus-orf', 0x4f52],
    ['image/x-panasonic-rw2', 0x55],
  ])('of the type %s is known by its first bytes', async (mediaType, magic) => {
    const hidden = undefinedBytes(0x2e, await preview(800));
    const result = await made(buildTiff([withTags(sensor, hidden)], magic));
    expect(result).toMatchObject({ mediaType, width: 800, height: 600 });
  });

  it('whose directories name only a thumbnail gives the preview that is hidden in it', async () => {
    const note = undefinedBytes(
      37_500,
      Buffer.concat([Buffer.from('MAKER\0'), await preview(700)]),
    );
    const first = {
      ...withTags(thumbnail, ascii(271, 'PENTAX'), note),
      subParts: [sensor, await jpegPart(160)],
    };
    expect(await made(buildTiff([first]))).toMatchObject({ width: 700, height: 525 });
  });

  it('of Fujifilm gives the preview of its header', async () => {
    const jpeg = await preview(800);
    const header = Buffer.alloc(160);
    header.write('FUJIFILMCCD-RAW 0201', 'latin1');
    header.writeUInt32BE(160, 84);
    header.writeUInt32BE(jpeg.length, 88);
    const file = Buffer.concat([header, jpeg, Buffer.alloc(5_000)]);
    expect(await made(file)).toMatchObject({
      mediaType: 'image/x-fuji-raf',
      width: 800,
      height: 600,
    });
  });

  describe('of Canon, CR3,', () => {
    const u32 = (...values: number[]): Buffer => {
      const bytes = Buffer.alloc(4 * values.length);
      values.forEach((value, i) => bytes.writeUInt32BE(value, 4 * i));
      return bytes;
    };
    const uuid = (id: string, ...parts: Buffer[]) => box('uuid', Buffer.from(id, 'hex'), ...parts);
    const ftyp = box('ftyp', Buffer.from('crx \0\0\0\x01crx isom', 'latin1'));
    const facts = (orientation: number) =>
      uuid(
        '85c0b687820f11e08111f4ce462b6a48',
        box('CMT1', buildTiff([{ tags: [short(274, orientation)] }])),
      );
    const track = (offset: number, byteCount: number) => {
      const sizes = box('stsz', u32(0, 0, 1, byteCount));
      const offsets = box('co64', u32(0, 1, 0, offset));
      return box('trak', box('mdia', box('minf', box('stbl', sizes, offsets))));
    };

    it('gives the image of its first track, turned', async () => {
      const jpeg = await preview(1_200);
      const moovOf = (offset: number) => box('moov', facts(8), track(offset, jpeg.length));
      const offset = ftyp.length + moovOf(0).length + 8;
      const file = Buffer.concat([ftyp, moovOf(offset), box('mdat', jpeg, Buffer.alloc(2_000))]);
      expect(await made(file)).toMatchObject({
        mediaType: 'image/x-canon-cr3',
        width: 900,
        height: 1_200,
      });
    });

    it('gives its preview if no track contains a JPEG', async () => {
      const jpeg = await preview(700);
      const prvw = box('PRVW', u32(0, 0, 0, jpeg.length), jpeg);
      const boxed = uuid('eaf42b5e1c984b88b9fbb7dc406e4d16', u32(0, 1), prvw);
      const file = Buffer.concat([
        ftyp,
        box('moov', facts(1)),
        boxed,
        box('mdat', Buffer.alloc(99)),
      ]);
      expect(await made(file)).toMatchObject({ width: 700, height: 525 });
    });
  });

  it.each([
    ['first', [withTags(sensor, dng)]],
    ['below a thumbnail', [{ ...withTags(thumbnail, dng), subParts: [sensor] }]],
  ])('with sensor data %s and no preview says so', async (_where, pages) => {
    expect(await rejection(buildTiff(pages))).toMatchObject({
      code: 'unsupported-feature',
      received: 'camera raw without an embedded preview',
    });
  });
});
