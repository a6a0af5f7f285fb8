import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import {
  ComparisonOperator,
  Dashboard,
  GraphWidget,
  Metric,
  TreatMissingData,
  type IMetric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { ETL_METRICS, type EtlMetric } from '@miniatura/etl';
import { OUTCOME_METRICS } from '@miniatura/thumbnailer';
import type { Construct } from 'constructs';
import type { NodeFunction } from '../constructs/node-function.ts';
import type { StageSettings } from '../stages.ts';
import type { AnalyticsStack } from './analytics-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { ProcessingStack } from './processing-stack.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly processing: ProcessingStack;
  readonly analytics: AnalyticsStack;
}

const METRIC_NAMESPACE = 'Miniatura';

interface AlarmOf {
  readonly metric: Metric;
  /** The alarm goes off above this. */
  readonly threshold: number;
  readonly alarmDescription: string;
}

/** One dashboard, one topic for alarms, and a budget. */
export class ObservabilityStack extends Stack {
  readonly #alarms: Topic;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    this.#alarms = new Topic(this, 'Alarms', {
      displayName: `${props.name}: alarms`,
      enforceSSL: true,
    });
    this.#watchQueue(props.data);
    this.#watchFunction('Thumbnailer', props.processing.thumbnailer);
    this.#watchFunction('Etl', props.analytics.etl);
    this.#watchEtl(props.settings);
    this.#setBudget(props);
    this.#drawDashboard(props);
    new CfnOutput(this, 'DashboardUrl', {
      value: `https://${this.region}.console.aws.amazon.com/cloudwatch/home#dashboards:name=${props.name}`,
    });
    new CfnOutput(this, 'AlarmsTopic', { value: this.#alarms.topicArn });
  }

  #watchQueue({ thumbnailerQueue: { queue, deadLetters } }: DataStack): void {
    this.#alarm('DeadLetters', {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 0,
      alarmDescription: 'Messages have failed for good: look at them, then send them back.',
    });
    this.#alarm('OldestMessage', {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: Duration.hours(1).toSeconds(),
      alarmDescription: 'A picture has waited for its thumbnails for over an hour.',
    });
  }

  #watchFunction(name: string, { function: watched }: NodeFunction): void {
    this.#alarm(`${name}Errors`, {
      metric: watched.metricErrors({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations have failed.`,
    });
    this.#alarm(`${name}Throttles`, {
      metric: watched.metricThrottles({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations were refused for lack of concurrency.`,
    });
  }

  #watchEtl({ etlEveryMinutes }: StageSettings): void {
    this.#alarm('WarehouseLag', {
      metric: etlMetric('lag', 'Maximum'),
      threshold: 3 * Duration.minutes(etlEveryMinutes).toMilliseconds(),
      alarmDescription: 'The oldest change has waited for the warehouse for three runs.',
    });
    this.#alarm('Reconciliation', {
      metric: etlMetric('differences', 'Maximum'),
      threshold: 0,
      alarmDescription: 'The metadata and the warehouse differ.',
    });
  }

  #alarm(id: string, { metric, ...props }: AlarmOf): void {
    metric
      .createAlarm(this, id, {
        ...props,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(new SnsAction(this.#alarms));
  }

  /** Of the whole account: a stage has an account of its own, or shares the warning. */
  #setBudget({ name, settings }: ObservabilityStackProps): void {
    this.#alarms.grantPublish(new ServicePrincipal('budgets.amazonaws.com'));
    const subscribers = [{ subscriptionType: 'SNS', address: this.#alarms.topicArn }];
    const notify = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: {
        notificationType,
        threshold,
        thresholdType: 'PERCENTAGE',
        comparisonOperator: 'GREATER_THAN',
      },
      subscribers,
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: settings.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
  }

  #drawDashboard({ name, data, processing, analytics }: ObservabilityStackProps): void {
    const { queue, deadLetters } = data.thumbnailerQueue;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: name });
    dashboard.addWidgets(
      graph('Pictures', OUTCOME_METRICS.map(thumbnailerMetric)),
      graph('Queue', [
        queue.metricApproximateNumberOfMessagesVisible(),
        queue.metricApproximateAgeOfOldestMessage(),
        deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'Dead letters' }),
      ]),
      graph('Warehouse', [etlMetric('claimed', 'Sum'), etlMetric('merged', 'Sum')]),
      graph('Oldest change', [etlMetric('lag', 'Maximum')]),
    );
    for (const [title, { function: watched }] of [
      ['Thumbnailer', processing.thumbnailer],
      ['ETL', analytics.etl],
    ] as const) {
      dashboard.addWidgets(
        graph(`${title}: invocations`, [
          watched.metricInvocations(),
          watched.metricErrors(),
          watched.metricThrottles(),
        ]),
        graph(`${title}: duration`, [watched.metricDuration({ statistic: 'p95' })]),
      );
    }
  }
}

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12 });

/** Powertools names a metric's service in a dimension. */
const metricOf = (service: string, metricName: string, statistic: string): Metric =>
  new Metric({
    namespace: METRIC_NAMESPACE,
    metricName,
    statistic,
    dimensionsMap: { service },
  });

const thumbnailerMetric = (name: string): Metric => metricOf('thumbnailer', name, 'Sum');

const etlMetric = (name: EtlMetric, statistic: string): Metric => {
  const unit = ETL_METRICS[name];
  return metricOf('etl', name, statistic).with({ label: `${name} (${unit})` });
};
