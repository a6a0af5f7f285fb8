import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Duration } from 'aws-cdk-lib';
import type { EtlMetric } from '@miniatura/etl';

const METRIC_NAMESPACE = 'Miniatura';

export interface OwnMetric {
  /** Powertools names it in a dimension. */
  readonly service: string;
  readonly metricName: string;
  readonly statistic: 'Sum' | 'Maximum';
  readonly period?: Duration;
}

/** A metric that a function of ours reports. */
export const ownMetric = ({ service, ...props }: OwnMetric): Metric =>
  new Metric({ namespace: METRIC_NAMESPACE, dimensionsMap: { service }, ...props });

/** A metric of the ETL. */
export const etlMetric = (
  metricName: EtlMetric,
  props: Pick<OwnMetric, 'statistic' | 'period'>,
): Metric => ownMetric({ service: 'etl', metricName, ...props });

/** The messages of the thumbnailer that failed, and will be delivered again. */
export const failedAttempts = (): Metric =>
  ownMetric({ service: 'thumbnailer', metricName: 'failed', statistic: 'Sum' });
