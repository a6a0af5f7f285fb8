import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { WorkerRequest } from './decode-in-worker.ts';
import { tiffHeader } from './tiff-header.ts';

const libheif = createLibheif();

/** One plane of interleaved pixels; rows are `stride` bytes apart. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  /** Bits per channel. */
  readonly bits_per_pixel: number;
  readonly data: Uint8Array;
}

type LibheifRequest = Extract<WorkerRequest, { readonly decoder: 'libheif' }>;

/**
 * Decodes the primary image. libheif rotates and mirrors it (`irot`, `imir`), so that the result is
 * upright. Colours that are premultiplied by their alpha (`prem`) remain so.
 */
export function decodeWithLibheif(request: LibheifRequest): Uint8Array {
  const { bytes, maxPixels, iccProfile, isDeep } = request;
  const handle = openPrimary(bytes);
  requirePixels(handle, maxPixels);
  const hasAlpha = libheif.heif_image_handle_has_alpha_channel(handle) !== 0;
  const decoded = libheif.heif_js_decode_image2(
    handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    libheif.heif_chroma[CHROMA[isDeep ? 'deep' : 'plain'][hasAlpha ? 'rgba' : 'rgb']],
  );
  const { channels } = succeed<{ channels: Plane[] }>(decoded);
  const [plane] = channels;
  if (!plane) throw new Error('Expected one plane from libheif but received none');
  return toTiff(plane, { hasAlpha, bits: plane.bits_per_pixel, iccProfile });
}

const CHROMA = {
  plain: { rgb: 'heif_chroma_interleaved_RGB', rgba: 'heif_chroma_interleaved_RGBA' },
  deep: { rgb: 'heif_chroma_interleaved_RRGGBB_LE', rgba: 'heif_chroma_interleaved_RRGGBBAA_LE' },
} as const;

function openPrimary(bytes: Uint8Array): object {
  const context = libheif.heif_context_alloc();
  const { code, message } = libheif.heif_context_read_from_memory(context, bytes);
  if (code.value !== 0) throw new Error(message);
  return succeed<object>(libheif.heif_js_context_get_primary_image_handle(context));
}

/**
 * Checks the pixel count that this build of libheif reports, because another build read the header.
 */
function requirePixels(handle: object, maxPixels: number): void {
  const width = libheif.heif_image_handle_get_width(handle);
  const height = libheif.heif_image_handle_get_height(handle);
  if (width * height <= maxPixels) return;
  throw new Error(`Expected at most ${maxPixels} pixels but received ${width} × ${height}`);
}

function succeed<T>(result: object): T {
  if ('code' in result && 'message' in result) throw new Error(String(result.message));
  return result as T;
}

interface PixelKind {
  readonly hasAlpha: boolean;
  /** Bits per channel; more than 8 take two bytes. */
  readonly bits: number;
  readonly iccProfile: Uint8Array | undefined;
}

function toTiff(plane: Plane, { hasAlpha, bits, iccProfile }: PixelKind): Uint8Array {
  const { width, height, stride, data } = plane;
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

/** Scales the words, because libheif stores 10 or 12 bits in the low bits of each word. */
function fillWords(words: Uint16Array, bits: number): void {
  const scale = 65_535 / (2 ** bits - 1);
  for (let i = 0; i < words.length; i++) words[i] = Math.round(words[i]! * scale);
}
