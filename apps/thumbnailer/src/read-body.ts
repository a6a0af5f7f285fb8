import type { Readable } from 'node:stream';
import { releaseBytes } from '@miniatura/resize';

/**
 * Reads the body of an S3 object into one buffer of its length. It frees each chunk at once: V8 would
 * keep all of them until it searches its whole heap.
 * @throws Error if the body has another length; also the connection's errors
 */
export async function readBody(body: Readable, byteCount: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(byteCount);
  let received = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    chunk.copy(bytes, received);
    received += chunk.length;
    releaseBytes(chunk);
  }
  if (received === byteCount) return bytes;
  throw new Error(`Expected an object of ${byteCount} bytes but received ${received}`);
}
