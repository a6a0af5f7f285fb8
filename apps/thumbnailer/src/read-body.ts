import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { releaseBytes } from '@miniatura/resize';

/**
 * Reads the body of an S3 object into one buffer of its length. It frees each chunk at once: V8 would
 * keep all of them until it searches its whole heap. It listens to the chunks because an iteration
 * pauses the body after each of them, and the SDK's checksum pauses the connection with it.
 * @throws Error if the body has another length; also the connection's errors
 */
export async function readBody(body: Readable, byteCount: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafeSlow(byteCount);
  let received = 0;
  body.on('data', (chunk: Buffer) => {
    chunk.copy(bytes, received);
    received += chunk.length;
    releaseBytes(chunk);
  });
  await finished(body);
  if (received === byteCount) return bytes;
  throw new Error(`Expected an object of ${byteCount} bytes but received ${received}`);
}
