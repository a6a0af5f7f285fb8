import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type CustomFontsOptions, initWasm, Resvg } from '@resvg/resvg-wasm';
import { loadWasm } from '../load-wasm.ts';
import type { Size } from '../plan-resize.ts';
import { tiffHeader } from '../tiff-header.ts';
import { frameSvg } from './frame-svg.ts';
import type { SvgDrawing } from './svg-drawing.ts';

/** Memory limit of the renderer; a drawing at the limits takes half of it. */
const MAX_MEMORY_BYTES = 2 ** 29;
const FAMILY = 'Noto Sans';

/**
 * Renders into an uncompressed TIFF with alpha.
 * @param size size of the result, in pixels
 * @throws Error if the renderer fails or exceeds its memory limit
 */
export async function decodeSvg(
  drawing: Omit<SvgDrawing, 'images'>,
  size: Size,
): Promise<Uint8Array> {
  await initWasm(loadWasm('@resvg/resvg-wasm/index_bg.wasm', MAX_MEMORY_BYTES));
  const fontBuffers = drawing.fontFiles.map((file) =>
    readFileSync(fileURLToPath(import.meta.resolve(file))),
  );
  const font = {
    ...{ fontBuffers, defaultFontFamily: FAMILY, sansSerifFamily: FAMILY, serifFamily: FAMILY },
    ...{ monospaceFamily: FAMILY, cursiveFamily: FAMILY, fantasyFamily: FAMILY },
  };
  const framed = frameSvg(drawing.text, drawing.size, size);
  const { width, height, pixels } = draw(framed, font);
  if (width !== size.width || height !== size.height) {
    throw new Error(`Expected ${size.width} × ${size.height} pixels but drew ${width} × ${height}`);
  }
  const header = tiffHeader({ width, height, channels: 3, hasAlpha: true });
  const tiff = new Uint8Array(header.length + pixels.length);
  tiff.set(header);
  tiff.set(pixels, header.length);
  divideAlphaOut(tiff.subarray(header.length));
  return tiff;
}

function draw(text: string, font: CustomFontsOptions) {
  try {
    return new Resvg(text, { font }).render();
  } catch (error) {
    // The renderer traps without a message if it exceeds its memory or its stack.
    const isTrap = error instanceof Error && error.name === 'RuntimeError';
    throw isTrap ? new Error(`resvg ended: ${error.message}`, { cause: error }) : error;
  }
}

function divideAlphaOut(pixels: Uint8Array): void {
  for (let at = 0; at < pixels.length; at += 4) {
    const alpha = pixels[at + 3]!;
    if (alpha === 0 || alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel++) {
      pixels[channel] = Math.min(255, Math.round((pixels[channel]! * 255) / alpha));
    }
  }
}
