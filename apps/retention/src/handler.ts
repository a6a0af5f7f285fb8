import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { S3Client } from '@aws-sdk/client-s3';
import { openDatabase } from '@miniatura/metadata';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { loadConfig } from './config.ts';
import { connect } from './connect.ts';
import { createHandler, RETENTION_METRICS, type RetentionMetric } from './create-handler.ts';

const config = loadConfig();
const metrics = new Metrics({ serviceName: 'retention' });
const clients = {
  s3: new S3Client(),
  redshiftData: new RedshiftDataClient(),
  metadata: await openDatabase({ url: config.databaseUrl }),
};

/** The entry point of the Lambda function. */
export const handler = createHandler({
  ...connect(clients, config),
  log: new Logger({ ...LOGGER_OPTIONS, serviceName: 'retention', logLevel: config.logLevel }),
  recordMetrics(values) {
    for (const [name, value] of Object.entries(values)) {
      metrics.addMetric(name, RETENTION_METRICS[name as RetentionMetric], value);
    }
    metrics.publishStoredMetrics();
  },
});
