import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { makeRenditions, sniffMediaType } from '../src/index.ts';
import { TURNED_P3_HEIC } from '../test-support/heic-image.ts';
import { drawQuadrants } from './draw-image.ts';

function ftyp(major: string, ...compatible: string[]): Buffer {
  const body = Buffer.from(`ftyp${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  const length = Buffer.alloc(4);
  length.writeUInt32BE(body.length + 4);
  return Buffer.concat([length, body]);
}

describe('sniffMediaType', () => {
  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    'detects a %s from its bytes',
    async (format) => {
      const bytes = await drawQuadrants(16, 16).toFormat(format).toBuffer();
      expect(sniffMediaType(bytes)).toBe(`image/${format}`);
    },
  );

  it.each([
    ['image/heic', TURNED_P3_HEIC],
    ['image/heic', ftyp('mif1', 'mif1', 'heic')],
    ['image/avif', ftyp('mif1', 'miaf', 'avif')],
    ['image/avif', ftyp('avis', 'avif', 'avis')],
    ['image/heic', ftyp('msf1', 'heic')],
    ['image/heif', ftyp('mif2', 'miaf')],
    ['image/x-canon-cr3', ftyp('crx ', 'crx ', 'isom')],
    ['image/svg+xml', Buffer.from('<?xml version="1.0"?>\n<svg xmlns="…">')],
    ['image/svg+xml', Buffer.from('\ufeff  <!-- drawn --><svg>')],
    ['image/svg+xml', Buffer.from(`<!--${'-'.repeat(9_000)} <svg> --><s:svg xmlns:s="…">`)],
    ['image/svg+xml', Buffer.from('<!DOCTYPE svg [<!ENTITY a "]>">]><svg/>')],
    ['image/svg+xml', Buffer.from('\ufeff<svg>', 'utf16le')],
    ['image/svg+xml', gzipSync('<svg xmlns="…">')],
    ['image/bmp', Buffer.from('BM000000')],
    ['image/jxl', Buffer.from('ff0a00', 'hex')],
    ['application/pdf', Buffer.from('%PDF-1.7')],
    ['application/postscript', Buffer.from('%!PS-Adobe-3.0 EPSF-3.0')],
    ['image/x-tga', Buffer.from('0000020000000000000000000200020018', 'hex')],
    ['image/x-icon', Buffer.from('000002000100', 'hex')],
    ['image/qoi', Buffer.from('qoif\0\0\0\x02', 'latin1')],
    ['video/mp4', ftyp('isom', 'mp42')],
    ['video/quicktime', ftyp('qt  ', 'qt  ')],
    ['video/3gpp', ftyp('3gp5', 'isom')],
  ])('recognises %s', (mediaType, bytes) => {
    expect(sniffMediaType(bytes)).toBe(mediaType);
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['one byte', Buffer.from([0xff])],
    ['text', Buffer.from('a letter about <svg> files')],
    ['a page with a drawing', Buffer.from('<!DOCTYPE html><html><svg></svg></html>')],
    ['another element', Buffer.from('<svgfont/>')],
    ['an unfinished comment', Buffer.from('<!-- <svg>')],
    ['a compressed text', gzipSync('a letter')],
    ['an unfinished file type box', Buffer.from('00000020667479', 'hex')],
    ['a song', ftyp('M4A ', 'mp42')],
  ])('does not guess at %s', (_what, bytes) => {
    expect(sniffMediaType(bytes)).toBeUndefined();
  });

  it('reads a view into a larger buffer at its own offset', async () => {
    const png = await drawQuadrants(8, 8).png().toBuffer();
    const larger = Buffer.concat([Buffer.from('junk before'), png]);
    expect(sniffMediaType(larger.subarray(11))).toBe('image/png');
  });
});

describe('makeRenditions', () => {
  it.each([
    ['image/png', () => drawQuadrants(16, 16).png().toBuffer()],
    ['image/svg+xml', () => Promise.resolve(Buffer.from('<svg/>'))],
  ] as const)('rejects %s where it is excluded', async (mediaType, make) => {
    const made = makeRenditions(await make(), { excludedTypes: [mediaType] });
    await expect(made).rejects.toMatchObject({ code: 'unsupported-type', received: mediaType });
    await expect(made).rejects.not.toThrow(`${mediaType},`);
  });

  it('reports the type that the bytes have', async () => {
    const png = await drawQuadrants(16, 16).png().toBuffer();
    expect((await makeRenditions(png)).mediaType).toBe('image/png');
  });
});
