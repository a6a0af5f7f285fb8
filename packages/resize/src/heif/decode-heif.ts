import { setFlagsFromString } from 'node:v8';
import { isSrgb } from '../color/color-coding.ts';
import { decodeInWorker } from '../decode-in-worker.ts';
import { loadWasm } from '../load-wasm.ts';
import type { Size } from '../plan-resize.ts';
import type { Still } from '../still.ts';
import { tiffHeader } from '../tiff-header.ts';
import { idleTurns } from '../wait-for-turn.ts';
import { type HeifTiling, shrinkOf } from './heif-tiling.ts';

interface DecodeHeifOptions {
  /** What will be made of the image, upright. */
  readonly size: Size;
  readonly maxPixels: number;
  readonly signal: AbortSignal;
}

/**
 * V8 sometimes ends the process as it frees compiled WebAssembly that it has replaced, of a module that
 * is in use. What is kept instead is a few megabytes.
 * @see https://github.com/nodejs/node/issues/64500
 */
setFlagsFromString('--no-wasm-code-gc');

let compiled: Promise<WebAssembly.Module> | undefined;

/** Compiled once: its threads share the code, and what the engine makes of it while it runs. */
function libheifModule(): Promise<WebAssembly.Module> {
  return (compiled ??= WebAssembly.compile(loadWasm('libheif-js/libheif-wasm/libheif.wasm')));
}

/**
 * Decodes a HEIC into a TIFF that carries its profile: tile by tile and shrunk at once where a much
 * smaller image is wanted, else whole.
 */
export async function decodeHeif(still: Still, options: DecodeHeifOptions): Promise<Uint8Array> {
  const { bytes, header, colorCoding, tiling } = still;
  const { size, maxPixels, signal } = options;
  const module = await libheifModule();
  const isDeep = header?.bytesPerSample === 2 && colorCoding !== undefined && !isSrgb(colorCoding);
  const shrink = tiling && !isDeep ? shrinkOf(tiling, size) : 1;
  const iccProfile = header?.iccProfile;
  if (!tiling || shrink === 1) {
    const request = { decoder: 'libheif', module, bytes, maxPixels, iccProfile, isDeep } as const;
    return decodeInWorker(request, signal);
  }
  const layout = {
    width: Math.ceil(tiling.width / shrink),
    height: Math.ceil(tiling.height / shrink),
    channels: 3,
    hasAlpha: false,
    orientation: tiling.orientation,
    iccProfile,
  } as const;
  const failure = new AbortController();
  const ends = AbortSignal.any([signal, failure.signal]);
  const bands = bandsOf(tiling).map(({ fromRow, toRow }) => {
    const rows = { tiling, shrink, fromRow, toRow };
    return decodeInWorker({ decoder: 'libheif-tiles', module, bytes, maxPixels, ...rows }, ends);
  });
  try {
    return Buffer.concat([tiffHeader(layout), ...(await Promise.all(bands))]);
  } catch (error) {
    failure.abort();
    throw error;
  }
}

/** Less is decoded sooner than another thread is ready. */
const LEAST_PIXELS_OF_A_THREAD = 2_000_000;

/** Rows of tiles by threads: one, and as many more as there are idle cores. */
function bandsOf({ width, height, rows }: HeifTiling) {
  const worthwhile = Math.ceil((width * height) / LEAST_PIXELS_OF_A_THREAD);
  const count = Math.min(rows, worthwhile, 1 + idleTurns());
  return Array.from({ length: count }, (_, band) => ({
    fromRow: Math.floor((band * rows) / count),
    toRow: Math.floor(((band + 1) * rows) / count),
  }));
}
