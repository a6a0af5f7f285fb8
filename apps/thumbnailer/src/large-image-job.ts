import { randomUUID } from 'node:crypto';
import { Logger } from '@aws-lambda-powertools/logger';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openMetadata } from '@miniatura/metadata';
import { RECORDED_FAILURE_EXIT_CODE } from '@miniatura/metadata/failure-messages';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { REKOGNITION_RETRIES } from './analyse-image.ts';
import { loadConfig, loadJobConfig } from './config.ts';
import { connect } from './connect.ts';
import { createHandler } from './create-handler.ts';
import { processLargeImage } from './process-large-image.ts';
import { LARGE_IMAGES } from './resources.ts';

/**
 * The second composition root: processes one deferred message in a separate process with larger
 * limits. `node large-image-job.mjs MESSAGE` exits with 0 once the message is processed, and with
 * another code when it should be retried.
 */
const [body = ''] = process.argv.slice(2);
const config = loadConfig();
const { attempt, jobId = randomUUID() } = loadJobConfig();
const log = new Logger({
  ...LOGGER_OPTIONS,
  serviceName: 'large-images',
  logLevel: config.logLevel,
});
const metadata = await openMetadata({ url: config.databaseUrl });
const clients = {
  s3: new S3Client(),
  rekognition: new RekognitionClient(REKOGNITION_RETRIES),
  sqs: new SQSClient(),
  metadata,
};
try {
  const { limits } = LARGE_IMAGES;
  const handler = createHandler({
    ...connect(clients, {
      ...config,
      largeImagesQueueUrl: undefined,
      imageLimits: { ...config.imageLimits, timeoutMs: limits.timeoutMs },
    }),
    // Batch, or the queue on a laptop, schedules the retry of a failed job.
    delayRetry: async () => undefined,
    log,
    countOutcomes: () => undefined,
  });
  await processLargeImage(handler, { body, messageId: jobId, attempt });
} catch (error) {
  log.error('Job failed', { jobId, attempt, error });
  process.exitCode = RECORDED_FAILURE_EXIT_CODE;
} finally {
  await metadata.close();
}
