import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { RekognitionClient } from '@aws-sdk/client-rekognition';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { imageStoreOf, openDatabase } from '@miniatura/metadata';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { REKOGNITION_RETRIES } from './analyse-image.ts';
import { loadConfig } from './config.ts';
import { connect } from './connect.ts';
import { createHandler } from './create-handler.ts';

const config = loadConfig();
const metrics = new Metrics({ serviceName: 'thumbnailer' });
const { db } = await openDatabase({ url: config.databaseUrl });
const clients = {
  s3: new S3Client(),
  rekognition: new RekognitionClient(REKOGNITION_RETRIES),
  sqs: new SQSClient(),
  metadata: { ...imageStoreOf(db), db },
};

/** The entry point of the Lambda function. */
export const handler = createHandler({
  ...connect(clients, config),
  log: new Logger({ ...LOGGER_OPTIONS, serviceName: 'thumbnailer', logLevel: config.logLevel }),
  countOutcomes(counts) {
    for (const [outcome, count] of Object.entries(counts)) {
      metrics.addMetric(outcome, MetricUnit.Count, count);
    }
    metrics.publishStoredMetrics();
  },
});
