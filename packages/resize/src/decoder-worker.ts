import { parentPort } from 'node:worker_threads';
import type { WorkerRequest } from './decode-in-worker.ts';

/**
 * Entry point of the thread that decodes images, one after another; an error ends it. A bundle needs
 * it as a separate file beside the main bundle.
 */
async function decode(request: WorkerRequest): Promise<Uint8Array> {
  if (request.decoder === 'resvg') {
    return (await import('./svg/decode-svg.ts')).decodeSvg(request.drawing, request.size);
  }
  const { buffer, byteOffset, length } = request.bytes;
  const file = Buffer.from(buffer, byteOffset, length);
  switch (request.decoder) {
    case 'libheif':
      return (await import('./libheif/decode-whole.ts')).decodeWhole(request);
    case 'libheif-tiles':
      return (await import('./libheif/shrink-tiles.ts')).shrinkTiles(request);
    case 'bitmap':
      return (await import('./bmp/decode-bitmap.ts')).decodeBitmap(file, request.bitmap);
    case 'jxl-oxide':
      return (await import('./jxl/decode-jxl.ts')).decodeJxl(file, request.maxPixels);
    case 'openjpeg':
      return (await import('./jpeg2000/decode-jpeg2000.ts')).decodeJpeg2000(file, request);
    case 'tiff-samples':
      return (await import('./tiff/decode-tiff-samples.ts')).decodeTiffSamples(
        file,
        request.samples,
      );
  }
}

parentPort?.on('message', async (request: WorkerRequest) => {
  const decoded = await decode(request);
  parentPort?.postMessage(decoded, [decoded.buffer as ArrayBuffer]);
});
