import { Metric } from 'aws-cdk-lib/aws-cloudwatch';

/** Id of the only replication rule of a bucket. */
export const REPLICATION_RULE_ID = 'copy-everything';

/** Names of a bucket and of its replica. */
export interface ReplicatedBuckets {
  readonly source: string;
  readonly destination: string;
}

/** Number of objects that S3 could not replicate. It is published in the region of the source. */
export function failedReplications(buckets: ReplicatedBuckets): Metric {
  return replicationMetric(buckets, {
    metricName: 'OperationsFailedReplication',
    statistic: 'Sum',
  });
}

/**
 * Seconds by which a replica is behind. It is published in the region of the destination, and an
 * alarm can use only metrics of its own region.
 */
export function replicationLatency(buckets: ReplicatedBuckets): Metric {
  return replicationMetric(buckets, { metricName: 'ReplicationLatency', statistic: 'Maximum' });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html */
function replicationMetric(
  { source, destination }: ReplicatedBuckets,
  measured: Readonly<Record<'metricName' | 'statistic', string>>,
): Metric {
  return new Metric({
    namespace: 'AWS/S3',
    dimensionsMap: {
      SourceBucket: source,
      DestinationBucket: destination,
      RuleId: REPLICATION_RULE_ID,
    },
    ...measured,
  });
}
