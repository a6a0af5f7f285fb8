import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openDatabase } from '@miniatura/metadata';
import { LOGGER_OPTIONS } from '@miniatura/text';
import type { SQSEvent } from 'aws-lambda';
import { loadConfig } from './config.ts';
import { connect } from './connect.ts';
import { createHandler } from './create-handler.ts';
import { redriveFailures } from './redrive-failures.ts';
import { redriveRequestSchema } from './redrive-request.ts';
import { DEAD_LETTERS_METRIC } from './resources.ts';

const config = loadConfig();
const { retentionDays, logLevel } = config;
const metadata = await openDatabase({ url: config.databaseUrl });
const dependencies = connect({ sqs: new SQSClient(), metadata }, config);
const log = new Logger({ ...LOGGER_OPTIONS, serviceName: 'failures', logLevel });
const metrics = new Metrics({ serviceName: 'failures' });
function countDeadLetters(count: number) {
  metrics.addMetric(DEAD_LETTERS_METRIC, MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
const park = createHandler({ ...dependencies, retentionDays, log, countDeadLetters });

/** The entry point of the Lambda function, for SQS batches and for manual invocations. */
export async function handler(event: SQSEvent | Readonly<Record<string, unknown>>) {
  return 'Records' in event
    ? park(event as SQSEvent)
    : redriveFailures(redriveRequestSchema.parse(event).redrive, dependencies);
}
