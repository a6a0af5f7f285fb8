import { initSync, JxlImage } from 'jxl-oxide-wasm';
import { loadWasm } from '../load-wasm.ts';

/**
 * Decodes the first frame into an upright PNG with the profile or `cICP`.
 * @throws Error if data is missing or broken, or there are more pixels than allowed
 */
export function decodeJxl(bytes: Uint8Array, maxPixels: number): Uint8Array {
  initSync({ module: loadWasm('jxl-oxide-wasm/module.wasm') });
  const image = new JxlImage();
  image.feedBytes(bytes);
  if (!image.tryInit()) throw new Error('Expected the header of a JPEG XL but received its end');
  const { width = 0, height = 0, numLoadedKeyframes } = image;
  if (width * height > maxPixels) {
    throw new Error(`Expected at most ${maxPixels} pixels but received ${width} × ${height}`);
  }
  // The decoder would render only the available part of a truncated frame.
  if (numLoadedKeyframes < 1) throw new Error('Expected a whole frame but received a part of it');
  return image.render(0).encodeToPng();
}
