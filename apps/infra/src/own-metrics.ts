import { Stage, type Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { EtlMetric } from '@miniatura/etl';
import type { Construct } from 'constructs';

/**
 * The namespace in which the functions of a stage report metrics: stages that share an account and a
 * region do not set off each other's alarms. Powertools reads it from the environment.
 */
export const metricNamespaceOf = (scope: Construct): string =>
  `Miniatura/${Stage.of(scope)?.stageName ?? ''}`;

export interface OwnMetric {
  /** Powertools names it in a dimension. */
  readonly service: string;
  readonly metricName: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly period?: Duration;
}

/** A metric that a function of ours reports. */
export const ownMetric = (scope: Construct, { service, ...props }: OwnMetric): Metric =>
  new Metric({ namespace: metricNamespaceOf(scope), dimensionsMap: { service }, ...props });

/** A metric of the ETL. */
export const etlMetric = (
  scope: Construct,
  metricName: EtlMetric,
  props: Pick<OwnMetric, 'statistic' | 'period'>,
): Metric => ownMetric(scope, { service: 'etl', metricName, ...props });

/** The messages of the thumbnailer that failed, and will be delivered again. */
export const failedAttempts = (scope: Construct): Metric =>
  ownMetric(scope, { service: 'thumbnailer', metricName: 'failed', statistic: 'Sum' });
