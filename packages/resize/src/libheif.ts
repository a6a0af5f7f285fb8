import createLibheif from 'libheif-js/libheif-wasm/libheif-bundle.mjs';
import type { HeicRequest } from './decode-heic.ts';
import { tiffHeader } from './tiff-header.ts';

const libheif = createLibheif();

/** One plane of interleaved pixels; rows are `stride` bytes apart. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly stride: number;
  readonly data: Uint8Array;
}

/**
 * Decodes the primary picture. libheif itself turns and mirrors it (`irot`, `imir`), so the result
 * is upright.
 */
export function decodeWithLibheif({ bytes, maxPixels, iccProfile }: HeicRequest): Uint8Array {
  const handle = openPrimary(bytes);
  requirePixels(handle, maxPixels);
  const hasAlpha = libheif.heif_image_handle_has_alpha_channel(handle) !== 0;
  const { heif_chroma_interleaved_RGB, heif_chroma_interleaved_RGBA } = libheif.heif_chroma;
  const decoded = libheif.heif_js_decode_image2(
    handle,
    libheif.heif_colorspace.heif_colorspace_RGB,
    hasAlpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB,
  );
  const { channels } = succeed<{ channels: Plane[] }>(decoded);
  const [plane] = channels;
  if (!plane) throw new Error('Expected one plane from libheif but received none');
  return toTiff(plane, hasAlpha ? 4 : 3, iccProfile);
}

function openPrimary(bytes: Uint8Array): object {
  const context = libheif.heif_context_alloc();
  const { code, message } = libheif.heif_context_read_from_memory(context, bytes);
  if (code.value !== 0) throw new Error(message);
  return succeed<object>(libheif.heif_js_context_get_primary_image_handle(context));
}

/** The header was read by another build of libheif; this one's word is checked as well. */
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

function toTiff(plane: Plane, channels: 3 | 4, iccProfile: Uint8Array | undefined): Uint8Array {
  const { width, height, stride, data } = plane;
  const header = tiffHeader({ width, height, channels, iccProfile });
  const rowBytes = width * channels;
  const tiff = new Uint8Array(header.length + rowBytes * height);
  tiff.set(header);
  for (let row = 0; row < height; row++) {
    const start = row * stride;
    tiff.set(data.subarray(start, start + rowBytes), header.length + row * rowBytes);
  }
  return tiff;
}
