import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { S3Client } from '@aws-sdk/client-s3';
import { LOGGER_OPTIONS } from '@miniatura/text';
import { loadCopiesConfig } from './config.ts';
import { createCopiesHandler } from './create-copies-handler.ts';
import { s3ObjectVersions } from './s3-object-versions.ts';

const { logLevel, sourceOf, copiesRegion, retentionDays } = loadCopiesConfig();
const metrics = new Metrics({ serviceName: 'retention' });
const here = new S3Client();
const there = new S3Client({ region: copiesRegion });

/** The entry point of the function for copies in another region. It has no database. */
export const handler = createCopiesHandler({
  copiedBuckets: Object.entries(sourceOf).map(([copies, source]) => ({
    source: s3ObjectVersions(here, source),
    copies: s3ObjectVersions(there, copies),
  })),
  retentionDays,
  now: () => new Date(),
  log: new Logger({ ...LOGGER_OPTIONS, serviceName: 'retention', logLevel }),
  recordMetrics(values) {
    for (const [name, value] of Object.entries(values)) {
      metrics.addMetric(name, MetricUnit.Count, value);
    }
    metrics.publishStoredMetrics();
  },
});
