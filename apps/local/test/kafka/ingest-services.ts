import { keysIn } from '@miniatura/test-support/keys-in';
import { startS3 } from '@miniatura/test-support/start-s3';
import { startSqs, takeAll } from '@miniatura/test-support/start-sqs';
import { INGEST_REJECTIONS, ORIGINALS_BUCKET } from '../../src/stack/names.ts';

/** The dependencies of `ingest`: S3 and SQS on loopback, with their clients. */
export async function startIngestServices() {
  await using starting = new AsyncDisposableStack();
  const { s3 } = await startS3(starting, { buckets: [ORIGINALS_BUCKET] });
  const { local, sqs } = await startSqs(starting);
  const rejections = local.createQueue({ name: INGEST_REJECTIONS });
  const running = starting.move();
  return {
    clients: { s3, sqs },
    sqsEndpoint: local.endpoint,
    countOriginals: async () => (await keysIn(s3, ORIGINALS_BUCKET)).length,
    /** Receives the rejections so far. */
    takeRejections: () => takeAll<{ failureId: string; code: string }>(rejections),
    stop: () => running.disposeAsync(),
  };
}
