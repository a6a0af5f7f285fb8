import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { HeifTiling } from './heif/heif-tiling.ts';
import type { Size } from './plan-resize.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** An image and the decoder that the thread uses for it. */
export type WorkerRequest =
  | {
      readonly decoder: 'libheif';
      /** libheif's, compiled. */
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
      /** How many pixels become one, across and down: a power of two. */
      readonly shrink: number;
      /** Of tiles; the last one is not decoded. */
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
 * Decoders that use a new instance for each image. A thread has one instance of each other decoder,
 * whose memory never shrinks.
 */
const BEGIN_ANEW: readonly WorkerRequest['decoder'][] = [
  'libheif',
  'libheif-tiles',
  'tiff-samples',
  'bitmap',
];

/** The memory of a larger image is returned at once, by ending its thread. */
const MAX_KEPT_BYTES = 32_000_000;

/** How long a thread waits for another image; to start one takes longer than a small image. */
const MAX_IDLE_MS = 2_000;

const idle = new Set<Worker>();

/**
 * Decodes an image into a file that sharp shows: a PNG of a JPEG XL, of the others an uncompressed
 * TIFF that carries the colour profile; of tiles, into the rows of such a TIFF. A thread of its own
 * keeps the caller's free, can be ended when time is up, and gives its memory back.
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
    if (isSmall && BEGIN_ANEW.includes(request.decoder)) keep(worker);
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
  return worker;
}

/** Without keeping the process running. */
function keep(worker: Worker): void {
  idle.add(worker);
  worker.unref();
  const end = (): void => {
    if (idle.delete(worker)) void worker.terminate();
  };
  setTimeout(end, MAX_IDLE_MS).unref();
}
