import { ETL_METRICS, type EtlMetric } from '@miniatura/etl';
import { OUTCOME_METRICS } from '@miniatura/thumbnailer';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { etlMetric, ownMetric } from '../own-metrics.ts';
import type { DataStack } from '../stacks/data-stack.ts';
import type { EdgeStack } from '../stacks/edge-stack.ts';
import type { NodeFunction } from './node-function.ts';

const PERCENTILES = ['p50', 'p95', 'p99'];

export interface DashboardProps {
  readonly name: string;
  readonly data: Pick<DataStack, 'thumbnailerQueues' | 'database'>;
  readonly edge: Pick<EdgeStack, 'httpApi'>;
  /** By the title of their graphs. */
  readonly functions: Readonly<Record<string, NodeFunction>>;
}

/** Draws outcomes, queues, the warehouse, the API, the database, and each function. */
export function drawDashboard(
  scope: Construct,
  { name, data, edge, functions }: DashboardProps,
): void {
  const { queues, deadLetters } = data.thumbnailerQueues;
  const dashboard = new Dashboard(scope, 'Dashboard', { dashboardName: name });
  dashboard.addWidgets(
    graph(
      'Images',
      OUTCOME_METRICS.map((metricName) =>
        ownMetric(scope, { service: 'thumbnailer', metricName, statistic: 'Sum' }),
      ),
    ),
    graph('Queues', [
      queues.interactive.metricApproximateNumberOfMessagesVisible(),
      queues.interactive.metricApproximateAgeOfOldestMessage(),
      queues.bulk.metricApproximateNumberOfMessagesVisible({ label: 'Bulk' }),
      deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'Dead letters' }),
    ]),
    graph('Warehouse', [
      labelledEtlMetric(scope, 'claimed', 'Sum'),
      labelledEtlMetric(scope, 'merged', 'Sum'),
    ]),
    graph(
      'API: latency',
      PERCENTILES.map((statistic) => edge.httpApi.metricLatency({ statistic })),
    ),
    graph('Database', [
      data.database.cluster.metricDatabaseConnections(),
      data.database.cluster.metricACUUtilization(),
    ]),
    graph('Oldest change', [labelledEtlMetric(scope, 'lag', 'Maximum')]),
  );
  for (const [title, { function: watched }] of Object.entries(functions)) {
    dashboard.addWidgets(
      graph(`${title}: invocations`, [
        watched.metricInvocations(),
        watched.metricErrors(),
        watched.metricThrottles(),
      ]),
      graph(
        `${title}: duration`,
        PERCENTILES.map((statistic) => watched.metricDuration({ statistic })),
      ),
    );
  }
}

/** Returns a metric with a label, which only a dashboard supports. */
function labelledEtlMetric(
  scope: Construct,
  name: EtlMetric,
  statistic: 'Sum' | 'Maximum',
): IMetric {
  return etlMetric(scope, name, { statistic }).with({ label: `${name} (${ETL_METRICS[name]})` });
}

function graph(title: string, left: IMetric[]): GraphWidget {
  return new GraphWidget({ title, left, width: 12 });
}
