import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocalS3 } from '@miniatura/local-s3';
import { startLocalSqs } from '@miniatura/local-sqs';
import { CREDENTIALS, INGEST_REJECTIONS, ORIGINALS_BUCKET, REGION } from '../../src/stack/names.ts';

/** The dependencies of `ingest`: S3 and SQS on loopback, with their clients. */
export async function startIngestServices() {
  const folder = await mkdtemp(join(tmpdir(), 'miniatura-'));
  const localS3 = await startLocalS3({
    directory: join(folder, 's3'),
    port: 0,
    credentials: CREDENTIALS,
  });
  const localSqs = await startLocalSqs({ directory: join(folder, 'sqs'), port: 0 });
  const rejections = localSqs.createQueue({ name: INGEST_REJECTIONS });
  const shared = { region: REGION, credentials: CREDENTIALS };
  const s3 = new S3Client({ ...shared, endpoint: localS3.endpoint });
  const sqs = new SQSClient({ ...shared, endpoint: localSqs.endpoint });
  await s3.send(new CreateBucketCommand({ Bucket: ORIGINALS_BUCKET }));
  return {
    clients: { s3, sqs },
    sqsEndpoint: localSqs.endpoint,
    async countOriginals(): Promise<number> {
      let count = 0;
      const pages = paginateListObjectsV2({ client: s3 }, { Bucket: ORIGINALS_BUCKET });
      for await (const { KeyCount = 0 } of pages) count += KeyCount;
      return count;
    },
    /** Receives the rejections so far. */
    async takeRejections(): Promise<{ failureId: string; code: string }[]> {
      const taken: { failureId: string; code: string }[] = [];
      for (;;) {
        const messages = await rejections.receive({ maxNumberOfMessages: 10, waitMs: 0 });
        if (messages.length === 0) return taken;
        taken.push(...messages.map(({ body }) => JSON.parse(body)));
        rejections.delete(messages.map(({ receiptHandle }) => receiptHandle));
      }
    },
    async stop() {
      s3.destroy();
      sqs.destroy();
      await localS3.close();
      await localSqs.close();
      await rm(folder, { recursive: true });
    },
  };
}
