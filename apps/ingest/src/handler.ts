import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { loadConfig } from './config.ts';
import { connect } from './connect.ts';
import { createHandler } from './create-handler.ts';

const config = loadConfig();
const metrics = new Metrics({ serviceName: 'ingest' });

/** The entry point of the Lambda function. */
export const handler = createHandler({
  ...connect({ s3: new S3Client(), sqs: new SQSClient() }, config),
  log: new Logger({ ...LOGGER_OPTIONS, serviceName: 'ingest', logLevel: config.logLevel }),
  countOutcomes(counts) {
    for (const [outcome, count] of Object.entries(counts)) {
      metrics.addMetric(outcome, MetricUnit.Count, count);
    }
    metrics.publishStoredMetrics();
  },
});
