import { fetcher } from '@uppy/core/utils';
import type { Sending } from './transfer.ts';

interface SignedRequest extends Sending {
  readonly method: 'POST' | 'PUT';
  readonly url: string;
  readonly body: FormData | Blob;
}

/**
 * Sends a signed request to S3, and reports its progress. Failures of the network and of S3 itself
 * are repeated up to three times.
 * @throws Uppy's `NetworkError`
 */
export async function sendToS3({ method, url, body, signal, onProgress }: SignedRequest) {
  await fetcher(url, {
    ...{ method, body, signal },
    shouldRetry: ({ status }) => !signal.aborted && navigator.onLine && !isRejected(status),
    onUploadProgress: ({ loaded }) => onProgress(loaded),
  });
}

const TOO_MANY_REQUESTS = 429;

/** Returns true if the same request would be rejected again. */
function isRejected(status: number): boolean {
  return status >= 400 && status < 500 && status !== TOO_MANY_REQUESTS;
}
