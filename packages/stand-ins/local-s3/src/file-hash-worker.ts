import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';

export interface HashCall {
  readonly callId: number;
  readonly path: string;
}

/** The MD5 in hexadecimal digits, or the message of an error. */
export interface HashAnswer {
  readonly callId: number;
  readonly md5?: string;
  readonly message?: string;
}

const buffer = Buffer.allocUnsafe(1024 * 1024);

function md5Of(path: string): string {
  const hash = createHash('md5');
  const descriptor = openSync(path, 'r');
  try {
    for (;;) {
      const byteCount = readSync(descriptor, buffer);
      if (byteCount === 0) return hash.digest('hex');
      hash.update(buffer.subarray(0, byteCount));
    }
  } finally {
    closeSync(descriptor);
  }
}

function answerTo({ callId, path }: HashCall): HashAnswer {
  try {
    return { callId, md5: md5Of(path) };
  } catch (error) {
    return { callId, message: (error as Error).message };
  }
}

parentPort?.on('message', (call: HashCall) => parentPort?.postMessage(answerTo(call)));
