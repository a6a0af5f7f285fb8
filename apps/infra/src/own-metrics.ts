import type { EtlMetric } from '@miniatura/etl';
import { type Duration, Stage } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/**
 * Returns the metrics namespace of a stage's functions, which Powertools reads from the
 * environment. Stages in the same account and region have different namespaces, so that they do not
 * raise each other's alarms.
 */
export function metricNamespaceOf(scope: Construct): string {
  return `Miniatura/${Stage.of(scope)?.stageName ?? ''}`;
}

export interface OwnMetric {
  /** Name of the service, which Powertools reports as a dimension. */
  readonly service: string;
  readonly metricName: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly period?: Duration;
}

/** Returns a metric that one of our functions reports. */
export function ownMetric(scope: Construct, { service, ...props }: OwnMetric): Metric {
  return new Metric({ namespace: metricNamespaceOf(scope), dimensionsMap: { service }, ...props });
}

/** Returns a metric of the ETL. */
export function etlMetric(
  scope: Construct,
  metricName: EtlMetric,
  props: Pick<OwnMetric, 'statistic' | 'period'>,
): Metric {
  return ownMetric(scope, { service: 'etl', metricName, ...props });
}

/** Returns the metric of the thumbnailer's failed messages, which are delivered again. */
export function failedAttempts(scope: Construct): Metric {
  return ownMetric(scope, { service: 'thumbnailer', metricName: 'failed', statistic: 'Sum' });
}
