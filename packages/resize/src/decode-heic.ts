import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';

export interface HeicRequest {
  readonly bytes: Uint8Array;
  readonly maxPixels: number;
  readonly iccProfile: Uint8Array | undefined;
}

/**
 * Beside this module and with its extension: `heic-worker.ts` from source, `heic-worker.mjs` in a
 * bundle.
 */
const workerUrl = new URL(`./heic-worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Decodes a HEIC picture into an uncompressed TIFF that carries its colour profile, upright. A
 * thread of its own keeps the caller's free, can be ended when time is up, and gives its memory
 * back, which a WebAssembly module in a long-lived thread never does.
 */
export function decodeHeic(request: HeicRequest, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(workerUrl, { workerData: request });
    const stop = (): void => void worker.terminate();
    signal.addEventListener('abort', stop);
    worker.once('message', resolve);
    worker.once('error', reject);
    worker.once('exit', () => {
      signal.removeEventListener('abort', stop);
      reject(new Error('Expected a decoded picture from the HEIC thread but received its end'));
    });
  });
}
