import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { HeifTiling } from './heif/heif-tiling.ts';
import type { Jpeg2000Layout } from './jpeg2000/jpeg2000-layout.ts';
import type { Size } from './plan-resize.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** An image and the decoder that the thread uses for it. */
export type WorkerRequest =
  | {
      readonly decoder: 'libheif';
      /** Compiled libheif. */
      readonly module: WebAssembly.Module;
      readonly bytes: Uint8Array;
      readonly maxPixels: number;
      readonly iccProfile: Uint8Array | undefined;
      /** True for 16 bits per channel instead of 8. */
      readonly isDeep: boolean;
    }
  | {
      readonly decoder: 'libheif-tiles';
      readonly module: WebAssembly.Module;
      readonly bytes: Uint8Array;
      readonly maxPixels: number;
      readonly tiling: HeifTiling;
      /** Number of pixels that become one in each direction: a power of two. */
      readonly shrink: number;
      /** Range of rows of tiles; `toRow` is excluded. */
      readonly fromRow: number;
      readonly toRow: number;
    }
  | {
      readonly decoder: 'tiff-samples';
      readonly bytes: Uint8Array;
      readonly samples: TiffSamples;
    }
  | {
      readonly decoder: 'bitmap';
      readonly bytes: Uint8Array;
      readonly bitmap: BitmapLayout;
    }
  | {
      readonly decoder: 'jxl-oxide';
      readonly bytes: Uint8Array;
      readonly maxPixels: number;
    }
  | {
      readonly decoder: 'openjpeg';
      readonly bytes: Uint8Array;
      readonly jpeg2000: Jpeg2000Layout;
      readonly maxPixels: number;
      readonly iccProfile: Uint8Array | undefined;
    }
  | {
      readonly decoder: 'resvg';
      readonly drawing: Omit<SvgDrawing, 'images'>;
      /** Size of the result, in pixels. */
      readonly size: Size;
    };

/**
 * The worker file is beside this module and has its extension: `decoder-worker.ts` in source,
 * `decoder-worker.mjs` in a bundle.
 */
const workerUrl = new URL(`./decoder-worker${extname(import.meta.url)}`, import.meta.url);

/** Limits the thread's JavaScript heap; pixels and WebAssembly have their own limits. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

/**
 * Decoders whose thread can decode another image, because they use a new instance for each. The other
 * decoders have one instance per thread, whose memory never shrinks.
 */
const REUSABLE_DECODERS: readonly WorkerRequest['decoder'][] = [
  'libheif',
  'libheif-tiles',
  'tiff-samples',
  'bitmap',
];

/** The memory of a larger image is returned at once, by ending its thread. */
const MAX_KEPT_BYTES = 32_000_000;

/** Time a thread waits for another image. Starting a thread takes longer than decoding a small image. */
const MAX_IDLE_MS = 2_000;

const idle = new Set<Worker>();

/**
 * Decodes an image in a separate thread, which does not block the caller and can be ended at the timeout.
 * The result is a file that sharp reads: a PNG for JPEG XL, an uncompressed TIFF with the colour profile
 * for the others. For tiles it is the rows of such a TIFF.
 */
export async function decodeInWorker(
  request: WorkerRequest,
  signal: AbortSignal,
): Promise<Uint8Array> {
  signal.throwIfAborted();
  const worker = takeWorker();
  const stop = (): void => void worker.terminate();
  signal.addEventListener('abort', stop);
  const over = new AbortController();
  const answered = once(worker, 'message', { signal: over.signal });
  const ended = once(worker, 'exit', { signal: over.signal }).then(() => {
    throw new Error('Expected a decoded image from the decoder thread but received its end');
  });
  ended.catch(() => undefined);
  worker.postMessage(request);
  try {
    const [decoded] = (await Promise.race([answered, ended])) as [Uint8Array];
    const isSmall = decoded.length <= MAX_KEPT_BYTES;
    if (isSmall && REUSABLE_DECODERS.includes(request.decoder)) keep(worker);
    else stop();
    return decoded;
  } finally {
    over.abort();
    answered.catch(() => undefined);
    signal.removeEventListener('abort', stop);
  }
}

function takeWorker(): Worker {
  const [waiting] = idle;
  if (waiting) {
    idle.delete(waiting);
    waiting.ref();
    return waiting;
  }
  const worker = new Worker(workerUrl, { resourceLimits });
  worker.once('exit', () => idle.delete(worker));
  // `once` reports an error to the caller. An error of an idle thread must not end the process.
  worker.on('error', () => undefined);
  return worker;
}

/** Keeps a thread for the next image. It does not keep the process running. */
function keep(worker: Worker): void {
  idle.add(worker);
  worker.unref();
  const end = (): void => {
    if (idle.delete(worker)) void worker.terminate();
  };
  setTimeout(end, MAX_IDLE_MS).unref();
}
