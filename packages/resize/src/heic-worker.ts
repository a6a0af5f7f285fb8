import { parentPort, workerData } from 'node:worker_threads';
import type { HeicRequest } from './decode-heic.ts';
import { decodeWithLibheif } from './libheif.ts';

/**
 * Entry point of the thread in which one HEIC picture is decoded. A bundle needs it as a file of
 * its own, beside the file that holds the rest of this package.
 */
const tiff = decodeWithLibheif(workerData as HeicRequest);
parentPort?.postMessage(tiff, [tiff.buffer as ArrayBuffer]);
