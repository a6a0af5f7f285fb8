import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { readForm } from '../src/read-form.ts';
import type { S3Request } from '../src/s3-request.ts';

const HEAD =
  '--bnd\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\nthe first bytes';

/** What the parser needs of a request. */
function requestOf(chunks: AsyncIterable<Buffer>): S3Request {
  const headers = new Map([['content-type', 'multipart/form-data; boundary=bnd']]);
  return { headers, openBody: () => chunks } as Partial<S3Request> as S3Request;
}

async function* endedEarly(): AsyncGenerator<Buffer> {
  yield Buffer.from(HEAD);
}

async function* aborted(): AsyncGenerator<Buffer> {
  yield Buffer.from(HEAD);
  throw new Error('the connection was closed');
}

test.each([
  ['ends before its last boundary', endedEarly],
  ['is aborted', aborted],
])('a form that %s has no complete file, read immediately or later', async (_, body) => {
  for (const isLate of [false, true]) {
    let isOver = false;
    let content: Promise<Buffer> | undefined;
    const request = requestOf(
      (async function* () {
        try {
          yield* body();
          // What has arrived is read before the end comes.
          await new Promise(setImmediate);
        } finally {
          isOver = true;
        }
      })(),
    );
    const reading = readForm(request, async (_fields, { bytes }) => {
      while (isLate && !isOver) await new Promise(setImmediate);
      return (content = buffer(bytes));
    });
    await expect(reading).rejects.toThrow();
    await expect(content).rejects.toThrow();
  }
});
