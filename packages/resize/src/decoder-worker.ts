import { parentPort, workerData } from 'node:worker_threads';
import type { WorkerRequest } from './decode-in-worker.ts';

/**
 * Entry point of the thread in which one image is decoded. A bundle needs it as a file of its own,
 * beside the file that holds the rest of this package.
 */
async function decode(request: WorkerRequest): Promise<Uint8Array> {
  if (request.decoder === 'libheif') {
    const { decodeWithLibheif } = await import('./libheif.ts');
    return decodeWithLibheif(request);
  }
  const { buffer, byteOffset, length } = request.bytes;
  const file = Buffer.from(buffer, byteOffset, length);
  if (request.decoder === 'bitmap') {
    const { decodeBitmap } = await import('./bmp/decode-bitmap.ts');
    return decodeBitmap(file, request.bitmap);
  }
  const { decodeTiffSamples } = await import('./tiff/decode-tiff-samples.ts');
  return decodeTiffSamples(file, request.samples);
}

const tiff = await decode(workerData as WorkerRequest);
parentPort?.postMessage(tiff, [tiff.buffer as ArrayBuffer]);
