import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { Size } from './plan-resize.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** An image and the decoder that the thread uses for it. */
export type WorkerRequest =
  | {
      readonly decoder: 'libheif';
      readonly bytes: Uint8Array;
      readonly maxPixels: number;
      readonly iccProfile: Uint8Array | undefined;
      /** True for 16 bits per channel instead of 8. */
      readonly isDeep: boolean;
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
 * Decodes an image into a file that sharp can read: a PNG for JPEG XL, otherwise an uncompressed
 * TIFF with the colour profile. A separate thread keeps the caller's thread free and can be stopped
 * when the time is over. Its end also frees the memory, which a WebAssembly module in a long-lived
 * thread never does.
 */
export function decodeInWorker(request: WorkerRequest, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: request, resourceLimits });
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('Expected a decoded image from the decoder thread but received its end'));
    });
  });
}
