import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BitmapLayout } from './bmp/bitmap-layout.ts';
import type { Size } from './plan-resize.ts';
import type { SvgDrawing } from './svg/svg-drawing.ts';
import type { TiffSamples } from './tiff/tiff-samples.ts';

/** What the thread decodes, by which decoder. */
export type WorkerRequest =
  | {
      readonly decoder: 'libheif';
      readonly bytes: Uint8Array;
      readonly maxPixels: number;
      readonly iccProfile: Uint8Array | undefined;
      /** 16 bits a channel instead of 8. */
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
      /** Of the result, in pixels. */
      readonly size: Size;
    };

/**
 * Beside this module and with its extension: `decoder-worker.ts` from source, `decoder-worker.mjs`
 * in a bundle.
 */
const workerUrl = new URL(`./decoder-worker${extname(import.meta.url)}`, import.meta.url);

/** Of the thread's JavaScript objects; pixels and WebAssembly have limits of their own. */
const resourceLimits = { maxOldGenerationSizeMb: 512 };

/**
 * Decodes an image into a file that sharp shows: a PNG of a JPEG XL, of the others an uncompressed
 * TIFF that carries the colour profile. A thread of its own keeps the caller's free, can be ended when
 * time is up, and gives its memory back, which a WebAssembly module in a long-lived thread never does.
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
