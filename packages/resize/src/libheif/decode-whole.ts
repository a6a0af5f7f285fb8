import type { WorkerRequest } from '../decode-in-worker.ts';
import { tiffHeader } from '../tiff-header.ts';
import { CHANNEL, CHROMA, COLORSPACE, LibheifImage, type Plane } from './libheif-image.ts';

type WholeRequest = Extract<WorkerRequest, { readonly decoder: 'libheif' }>;

/**
 * Decodes the primary image. libheif rotates and mirrors it (`irot`, `imir`), so the result is upright.
 * Premultiplied colours (`prem`) stay premultiplied.
 */
export function decodeWhole(request: WholeRequest): Uint8Array {
  const { module, bytes, maxPixels, iccProfile, isDeep } = request;
  const image = new LibheifImage(module, bytes);
  requirePixels(image, maxPixels);
  const { hasAlpha } = image;
  const chroma = isDeep
    ? CHROMA[hasAlpha ? 'deepRgba' : 'deepRgb']
    : CHROMA[hasAlpha ? 'rgba' : 'rgb'];
  return image.decode({ colorspace: COLORSPACE.rgb, chroma }, ({ plane }) =>
    toTiff(plane(CHANNEL.interleaved), { hasAlpha, iccProfile }),
  );
}

/** Checks the size that libheif reads. It may differ from the one that our own parser has checked. */
export function requirePixels({ width, height }: LibheifImage, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new Error(`Expected at most ${maxPixels} pixels but received ${width} × ${height}`);
}

interface PixelKind {
  readonly hasAlpha: boolean;
  readonly iccProfile: Uint8Array | undefined;
}

function toTiff(plane: Plane, { hasAlpha, iccProfile }: PixelKind): Uint8Array {
  const { width, height, stride, bits, data } = plane;
  const storedBits = bits > 8 ? 16 : 8;
  const layout = { width, height, channels: 3, hasAlpha, bits: storedBits, iccProfile } as const;
  const header = tiffHeader(layout);
  const rowBytes = (width * (hasAlpha ? 4 : 3) * storedBits) / 8;
  const tiff = new Uint8Array(header.length + rowBytes * height);
  tiff.set(header);
  for (let row = 0; row < height; row++) {
    const start = row * stride;
    tiff.set(data.subarray(start, start + rowBytes), header.length + row * rowBytes);
  }
  if (bits > 8) fillWords(new Uint16Array(tiff.buffer, header.length), bits);
  return tiff;
}

/** libheif stores 10 or 12 bits in the low bits of each word. */
function fillWords(words: Uint16Array, bits: number): void {
  const scale = 65_535 / (2 ** bits - 1);
  for (let i = 0; i < words.length; i++) words[i] = Math.round(words[i]! * scale);
}
