import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readCameraFacts } from '../src/camera/read-camera-facts.ts';
import { makeRenditions } from '../src/index.ts';
import { buildHeif, itemOf } from '../test-support/build-heif.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { ascii, buildTiff } from './build-tiff.ts';
import { drawQuadrants, RED } from './draw-image.ts';
import { bytesOf, page } from './tiff-page.ts';

const EXIF = {
  IFD0: { Make: 'Google', Model: 'Pixel 4a' },
  IFD2: {
    DateTimeOriginal: '2022:08:22 20:30:46',
    SubSecTimeOriginal: '023',
    OffsetTimeOriginal: '+02:00',
    FocalLength: '22/5',
    ExposureTime: '1/1067',
    FNumber: '17/10',
    ISOSpeedRatings: '47',
    LensModel: 'Pixel 4a back camera',
  },
  IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '59/1 19/1 30/1' },
};

const FACTS = {
  cameraMake: 'Google',
  cameraModel: 'Pixel 4a',
  lensModel: 'Pixel 4a back camera',
  capturedAt: '2022-08-22T20:30:46.023',
  captureZone: '+02:00',
  focalLengthMm: 4.4,
  exposureSeconds: 0.00093721,
  fNumber: 1.7,
  isoSpeed: 47,
};

const NO_FACTS = Object.fromEntries(Object.keys(FACTS).map((name) => [name, null]));

/** As Lightroom writes it. */
function xmp(attributes: string, elements = '') {
  return `<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:aux="http://ns.adobe.com/exif/1.0/aux/" ${attributes}>${elements}</rdf:Description>
 </rdf:RDF></x:xmpmeta><?xpacket end="w"?>`;
}

const XMP = xmp(
  `tiff:Make="Canon" tiff:Model="Canon EOS 5D" aux:Lens="EF24-70mm" exif:FNumber="28/10"
 exif:DateTimeOriginal="2021-01-02T03:04:05-05:00" exif:ExposureTime="1/125" exif:FocalLength="50/1"
 exif:GPSLatitude="59,19.5N"`,
  '<exif:ISOSpeedRatings><rdf:Seq><rdf:li>400</rdf:li></rdf:Seq></exif:ISOSpeedRatings>',
);

const XMP_FACTS = {
  cameraMake: 'Canon',
  cameraModel: 'Canon EOS 5D',
  lensModel: 'EF24-70mm',
  capturedAt: '2021-01-02T03:04:05.000',
  captureZone: '-05:00',
  focalLengthMm: 50,
  exposureSeconds: 0.008,
  fNumber: 2.8,
  isoSpeed: 400,
};

const ONE = [{ name: 'a', width: 16, height: 16, fit: 'inside', format: 'webp' }] as const;
const factsOf = (bytes: Buffer) => makeRenditions(bytes, { renditions: ONE });
async function exifBlock(exif: object) {
  return (await sharp(await drawQuadrants(16, 16).withExif(exif).jpeg().toBuffer()).metadata())
    .exif;
}

describe('what the camera has written is read', () => {
  it.each(['jpeg', 'png', 'webp', 'avif'] as const)('from the EXIF of a %s', async (format) => {
    const bytes = await drawQuadrants(32, 24).withExif(EXIF).toFormat(format).toBuffer();
    const result = await factsOf(bytes);
    expect(result).toMatchObject(FACTS);
    expect(JSON.stringify(result)).not.toMatch(/latitude|gps/i);
  });

  it.each(['jpeg', 'png', 'webp', 'avif', 'tiff'] as const)(
    'from the XMP of a %s without EXIF',
    async (format) => {
      const bytes = await drawQuadrants(32, 24).withXmp(XMP).toFormat(format).toBuffer();
      expect(await factsOf(bytes)).toMatchObject(XMP_FACTS);
    },
  );

  it('from the items of a HEIC', async () => {
    const tiff = (await exifBlock(EXIF)) ?? Buffer.alloc(0);
    const data = Buffer.concat([Buffer.from([0, 0, 0, 6]), tiff]);
    const items = [itemOf(TURNED_P3_HEIC), { type: 'Exif', data, properties: [] }];
    expect(await factsOf(buildHeif({ major: 'heic', items }))).toMatchObject(FACTS);
    const packet = { type: 'mime', data: Buffer.from(XMP), properties: [] };
    const ofXmp = buildHeif({ major: 'heic', items: [itemOf(TURNED_P3_HEIC), packet] });
    expect(await factsOf(ofXmp)).toMatchObject(XMP_FACTS);
  });

  it('from the tags of a TIFF', async () => {
    const shown = page(bytesOf(RED, RED), { photometric: 2, bits: 8, samples: 3 });
    const tags = [...shown.tags, ascii(271, 'NIKON'), ascii(272, 'NIKON D3200')];
    const result = await factsOf(buildTiff([{ ...shown, tags }]));
    expect(result).toMatchObject({ cameraMake: 'NIKON', cameraModel: 'NIKON D3200' });
  });

  it('from XMP only where EXIF does not say it, and the zone with its time', async () => {
    const { IFD0 } = EXIF;
    const IFD2 = { DateTimeOriginal: '2022:08:22 20:30:46' };
    const exif = await exifBlock({ IFD0, IFD2 });
    expect(await readCameraFacts({ exif, xmp: Buffer.from(XMP) })).toEqual({
      ...XMP_FACTS,
      ...{ cameraMake: 'Google', cameraModel: 'Pixel 4a' },
      ...{ capturedAt: '2022-08-22T20:30:46.000', captureZone: null },
    });
  });
});

it.each([
  ['with an XML declaration', (xml: string) => `<?xml version="1.0"?>\n${xml}`],
  ['with a byte order mark and zeros behind it', (xml: string) => `\uFEFF${xml}\0\0`],
  ['without its outer element', (xml: string) => /<rdf:RDF.*<\/rdf:RDF>/s.exec(xml)?.[0] ?? ''],
])('XMP without packet is read %s', async (_, wrap) => {
  const xml = /<x:xmpmeta.*<\/x:xmpmeta>/s.exec(XMP)?.[0] ?? '';
  expect(await readCameraFacts({ exif: undefined, xmp: Buffer.from(wrap(xml)) })).toEqual(
    XMP_FACTS,
  );
});

describe('what no camera means is passed over', () => {
  it.each([
    ['a time of zeros', { IFD2: { DateTimeOriginal: '0000:00:00 00:00:00' } }],
    ['a day that is none', { IFD2: { DateTimeOriginal: '2022:02:30 10:00:00' } }],
    ['an exposure of 0', { IFD2: { ExposureTime: '0/1' } }],
    ['a fraction by 0', { IFD2: { FNumber: '1/0' } }],
    ['a lens of hyphens', { IFD2: { LensModel: '----' } }],
    ['a maker of blanks', { IFD0: { Make: '   ' } }],
  ])('%s', async (_, exif) => {
    expect(await readCameraFacts({ exif: await exifBlock(exif), xmp: undefined })).toEqual(
      NO_FACTS,
    );
  });

  it.each([
    ['broken EXIF', { exif: Buffer.from('II*\0\xff\xff\xff\xff', 'latin1'), xmp: undefined }],
    ['EXIF that is none', { exif: Buffer.from('Exif\0\0'), xmp: undefined }],
    ['XML that ends too early', { exif: undefined, xmp: Buffer.from(XMP.slice(0, 500)) }],
    ['XMP of more than 128 KB', { exif: undefined, xmp: Buffer.from(XMP.padEnd(131_073)) }],
  ])('%s', async (_, blocks) => {
    expect(await readCameraFacts(blocks)).toEqual(NO_FACTS);
  });

  it('control characters and what is too long, in names', async () => {
    const exif = await exifBlock({ IFD0: { Make: `A\tB${'c'.repeat(100)}` } });
    const { cameraMake } = await readCameraFacts({ exif, xmp: undefined });
    expect(cameraMake).toBe(`A B${'c'.repeat(61)}`);
  });
});

it('only the first 512 KB of a TIFF structure are read', async () => {
  const makeAt = async (offset: number) => {
    const tiff = Buffer.alloc(600_000, 'A');
    tiff.write('II*\0\x08\0\0\0\x01\0\x0f\x01\x02\0\x06\0\0\0', 'latin1');
    tiff.writeUInt32LE(offset, 18);
    tiff.writeUInt32LE(0, 22);
    tiff.write('Canon\0', offset, 'latin1');
    return (await readCameraFacts({ exif: tiff, xmp: undefined })).cameraMake;
  };
  expect(await makeAt(500_000)).toBe('Canon');
  expect(await makeAt(590_000)).toBeNull();
});
