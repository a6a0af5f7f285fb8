import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Dashboard, GraphWidget, type IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { ETL_METRICS, type EtlMetric } from '@miniatura/etl';
import { OUTCOME_METRICS } from '@miniatura/thumbnailer';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import type { NodeFunction } from '../constructs/node-function.ts';
import { etlMetric, ownMetric } from '../own-metrics.ts';
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

/** One dashboard, one topic for alarms, and a budget. */
export class ObservabilityStack extends Stack {
  readonly #alarms: Alarms;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    this.#alarms = new Alarms(this, 'Alarms', { displayName: `${props.name}: alarms` });
    this.#watchQueue(props.data);
    for (const [name, watched] of Object.entries(functionsOf(props))) {
      this.#alarms.ofFunction(name, watched);
    }
    this.#watchEtl(props);
    this.#setBudget(props);
    this.#drawDashboard(props);
    new CfnOutput(this, 'DashboardUrl', {
      value: `https://${this.region}.console.aws.amazon.com/cloudwatch/home#dashboards:name=${props.name}`,
    });
    new CfnOutput(this, 'AlarmsTopic', { value: this.#alarms.topic.topicArn });
  }

  #watchQueue({ thumbnailerQueue: { queue, deadLetters } }: DataStack): void {
    this.#alarms.above('DeadLetters', {
      metric: deadLetters.metricApproximateNumberOfMessagesVisible({ statistic: 'Maximum' }),
      threshold: 0,
      alarmDescription: 'Messages have failed for good: look at them, then send them back.',
    });
    this.#alarms.above('OldestMessage', {
      metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: Duration.hours(1).toSeconds(),
      alarmDescription: 'A picture has waited for its thumbnails for over an hour.',
    });
  }

  #watchEtl({ settings: { etlEveryMinutes }, analytics }: ObservabilityStackProps): void {
    const period = Duration.minutes(etlEveryMinutes);
    this.#alarms.above('WarehouseLag', {
      metric: etlMetric('lag', { statistic: 'Maximum', period }),
      threshold: 3 * period.toMilliseconds(),
      alarmDescription: 'The oldest change has waited for the warehouse for three runs.',
    });
    this.#alarms.ofSilence('EtlSilence', {
      watched: analytics.etl,
      everyMinutes: etlEveryMinutes,
      alarmDescription: 'Nothing carries changes into the warehouse: three runs have not come.',
    });
    this.#alarms.above('Reconciliation', {
      // Until the next night's.
      metric: etlMetric('differences', { statistic: 'Maximum', period: Duration.days(1) }),
      threshold: 0,
      alarmDescription: 'The metadata and the warehouse differ.',
    });
  }

  /** Of the whole account: a stage has an account of its own, or shares the warning. */
  #setBudget({ name, settings }: ObservabilityStackProps): void {
    const { topic } = this.#alarms;
    topic.grantPublish(new ServicePrincipal('budgets.amazonaws.com'));
    const subscribers = [{ subscriptionType: 'SNS', address: topic.topicArn }];
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

  #drawDashboard(props: ObservabilityStackProps): void {
    const { name, data } = props;
    const { queue, deadLetters } = data.thumbnailerQueue;
    const dashboard = new Dashboard(this, 'Dashboard', { dashboardName: name });
    dashboard.addWidgets(
      graph(
        'Pictures',
        OUTCOME_METRICS.map((metricName) =>
          ownMetric({ service: 'thumbnailer', metricName, statistic: 'Sum' }),
        ),
      ),
      graph('Queue', [
        queue.metricApproximateNumberOfMessagesVisible(),
        queue.metricApproximateAgeOfOldestMessage(),
        deadLetters.metricApproximateNumberOfMessagesVisible({ label: 'Dead letters' }),
      ]),
      graph('Warehouse', [labelledEtlMetric('claimed', 'Sum'), labelledEtlMetric('merged', 'Sum')]),
      graph('Oldest change', [labelledEtlMetric('lag', 'Maximum')]),
    );
    for (const [title, { function: watched }] of Object.entries(functionsOf(props))) {
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

/** All that run while the system does; a step of a deployment that fails ends the deployment. */
const functionsOf = ({
  processing,
  analytics,
}: ObservabilityStackProps): Readonly<Record<string, NodeFunction>> => ({
  Thumbnailer: processing.thumbnailer,
  Etl: analytics.etl,
});

/** Only for a dashboard: an alarm on a metric with a label is another kind of alarm. */
const labelledEtlMetric = (name: EtlMetric, statistic: 'Sum' | 'Maximum'): IMetric =>
  etlMetric(name, { statistic }).with({ label: `${name} (${ETL_METRICS[name]})` });

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 12 });
