import { DEAD_LETTERS_METRIC } from '@miniatura/failures/resources';
import type { RetentionMetric } from '@miniatura/retention';
import type { CopiesMetric } from '@miniatura/retention/copies';
import { COPIES_RESOURCES, RETENTION_RESOURCES } from '@miniatura/retention/resources';
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { Alarms } from '../constructs/alarms.ts';
import { drawDashboard } from '../constructs/dashboard.ts';
import type { NodeFunction } from '../constructs/node-function.ts';
import { etlMetric, failedAttempts, ownMetric } from '../own-metrics.ts';
import { failedReplications } from '../replication-metrics.ts';
import type { StageSettings } from '../stages.ts';
import type { AnalyticsStack } from './analytics-stack.ts';
import type { ApiStack } from './api-stack.ts';
import type { DataStack } from './data-stack.ts';
import type { EdgeStack } from './edge-stack.ts';
import type { ProcessingStack } from './processing-stack.ts';
import type { RetentionStack } from './retention-stack.ts';

export interface ObservabilityStackProps extends StackProps {
  readonly name: string;
  readonly settings: StageSettings;
  readonly data: DataStack;
  readonly processing: ProcessingStack;
  readonly analytics: AnalyticsStack;
  readonly retention: RetentionStack;
  readonly api: ApiStack;
  readonly edge: EdgeStack;
}

/** The region of CloudFront's metrics. */
const CLOUDFRONT_REGION = 'us-east-1';
/** Limit per five minutes. A few failed attempts need no alarm, because a retry succeeds. */
const MANY_FAILED_ATTEMPTS = 20;
const SLOW_ANSWER = Duration.seconds(3);
/** The share of the maximum connections above which the database raises an alarm. */
const SHARE_OF_CONNECTIONS = 0.8;

/** A dashboard, alarms with one topic, and a budget. */
export class ObservabilityStack extends Stack {
  readonly #alarms: Alarms;

  constructor(scope: Construct, id: string, props: ObservabilityStackProps) {
    super(scope, id, props);
    this.#alarms = new Alarms(this, 'Alarms', { displayName: `${props.name}: alarms` });
    this.#watchQueues(props);
    const functions = functionsOf(props);
    for (const [name, watched] of Object.entries(functions)) {
      this.#alarms.ofFunction(name, watched);
    }
    this.#watchAnswers(props.edge);
    this.#watchData(props.data);
    this.#watchEtl(props);
    this.#watchRetention(props.retention);
    this.#watchWebhooks(props);
    this.#alarms.ofAll(props.name);
    this.#setBudget(props.settings);
    const { name, data, edge } = props;
    drawDashboard(this, { name, data, edge, functions });
    new CfnOutput(this, 'DashboardUrl', {
      value: `https://${this.region}.console.aws.amazon.com/cloudwatch/home#dashboards:name=${props.name}`,
    });
    new CfnOutput(this, 'AlarmsTopic', { value: this.#alarms.topic.topicArn });
  }

  #watchQueues({ data, processing: { largeImages } }: ObservabilityStackProps): void {
    const { queues, deadLetters } = data.thumbnailerQueues;
    this.#alarms.above('DeadLetters', {
      // The function removes dead letters from their queue, so that the queue's length shows none.
      metric: ownMetric(this, {
        service: 'failures',
        metricName: DEAD_LETTERS_METRIC,
        statistic: 'Sum',
      }),
      threshold: 0,
      alarmDescription:
        'Messages have failed at their last attempt: find the cause, then redrive them.',
    });
    for (const [id, queue] of Object.entries({
      DeadLetters: deadLetters,
      Rejections: data.rejectionsQueue,
      LargeImages: largeImages?.deadLetters,
    })) {
      if (queue === undefined) continue;
      this.#alarms.above(`${id}NotParked`, {
        metric: queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
        threshold: Duration.hours(1).toSeconds(),
        alarmDescription: 'Dead letters are not parked, and will be lost after some days.',
      });
    }
    this.#alarms.above('OldestMessage', {
      metric: queues.interactive.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: Duration.hours(1).toSeconds(),
      alarmDescription: 'An image has waited for its thumbnails for over an hour.',
    });
    this.#alarms.above('OldestBulkMessage', {
      metric: queues.bulk.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: Duration.days(1).toSeconds(),
      alarmDescription: 'An image of an import has waited for its thumbnails for over a day.',
    });
    if (largeImages === undefined) return;
    this.#alarms.above('OldestLargeImage', {
      metric: largeImages.queue.metricApproximateAgeOfOldestMessage({ statistic: 'Maximum' }),
      threshold: Duration.hours(1).toSeconds(),
      alarmDescription: 'A large image has waited for its job for over an hour.',
    });
  }

  /** Creates alarms for errors that users see: a function that returns 500 counts as successful. */
  #watchAnswers({ httpApi, page }: EdgeStack): void {
    this.#alarms.above('ApiFaults', {
      metric: httpApi.metricServerError({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: 'The API has responded with an internal error.',
    });
    this.#alarms.above('ApiLatency', {
      metric: httpApi.metricLatency({ statistic: 'p99' }),
      threshold: SLOW_ANSWER.toMilliseconds(),
      // The first requests are slow while the database resumes.
      evaluationPeriods: 3,
      alarmDescription: 'One in a hundred responses of the API takes more than three seconds.',
    });
    // CloudFront's metrics are in that region, and an alarm can use only metrics of its own region.
    if (this.region !== CLOUDFRONT_REGION) return;
    this.#alarms.above('PageFaults', {
      metric: page.distribution.metric5xxErrorRate(),
      threshold: 1,
      alarmDescription: 'More than one in a hundred requests of the page fail.',
    });
  }

  #watchData({ database, originalsTopic, replicated, copiedBackups }: DataStack): void {
    const { cluster } = database;
    this.#alarms.above('EventsNotDelivered', {
      metric: originalsTopic.metricNumberOfNotificationsFailed({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: 'A change of the originals did not reach its queue.',
    });
    this.#alarms.above('DatabaseCapacity', {
      metric: cluster.metricACUUtilization({ statistic: 'Maximum' }),
      threshold: 90,
      alarmDescription: 'The database uses nearly its maximum capacity.',
    });
    this.#alarms.above('DatabaseConnections', {
      metric: cluster.metricDatabaseConnections({ statistic: 'Maximum' }),
      threshold: SHARE_OF_CONNECTIONS * database.maxConnections,
      alarmDescription: 'The database has nearly its maximum number of connections.',
    });
    if (copiedBackups !== undefined) {
      this.#alarms.above('BackupsNotCopied', {
        metric: copiedBackups.metricFailedCopies(),
        threshold: 0,
        alarmDescription: 'A backup of the database was not copied to the other region.',
      });
    }
    for (const [bucket, buckets] of Object.entries(replicated)) {
      this.#alarms.above(`CopiesFailed-${bucket}`, {
        metric: failedReplications(buckets),
        threshold: 0,
        alarmDescription: 'S3 could not copy an object to the other region, and will not retry.',
      });
    }
    this.#alarms.above('FailedAttempts', {
      metric: failedAttempts(this),
      threshold: MANY_FAILED_ATTEMPTS,
      alarmDescription: 'Many attempts to process images fail and are retried.',
    });
  }

  #watchEtl({ settings: { etlEveryMinutes }, analytics }: ObservabilityStackProps): void {
    const period = Duration.minutes(etlEveryMinutes);
    this.#alarms.above('WarehouseLag', {
      metric: etlMetric(this, 'lag', { statistic: 'Maximum', period }),
      threshold: 3 * period.toMilliseconds(),
      alarmDescription: 'The oldest change has not been loaded into the warehouse for three runs.',
    });
    this.#alarms.ofSilence('EtlSilence', {
      watched: analytics.etl,
      everyMinutes: etlEveryMinutes,
      alarmDescription: 'No changes are loaded into the warehouse: three runs are missing.',
    });
    this.#alarms.above('Reconciliation', {
      // The period lasts until the next nightly reconciliation.
      metric: etlMetric(this, 'differences', { statistic: 'Maximum', period: Duration.days(1) }),
      threshold: 0,
      alarmDescription: 'The metadata and the warehouse differ.',
    });
    this.#alarms.above('DataTests', {
      metric: etlMetric(this, 'failedTests', { statistic: 'Maximum', period }),
      threshold: 0,
      alarmDescription:
        'Rows in the warehouse violate a data test, which the log of the ETL names.',
    });
  }

  #watchRetention({ retention: watched, copies }: RetentionStack): void {
    const { purgeEveryMinutes, auditEveryHours } = RETENTION_RESOURCES;
    this.#alarms.above('Overdue', {
      metric: retentionMetric(this, 'oldestOverdue', Duration.minutes(purgeEveryMinutes)),
      // Twice the interval between purges is the delay that the retention period allows.
      threshold: 2 * Duration.minutes(purgeEveryMinutes).toMilliseconds(),
      alarmDescription: 'An expired image has not been purged within the allowed delay.',
    });
    this.#alarms.above('Outlived', {
      // The period lasts until the next audit.
      metric: retentionMetric(this, 'outlived', Duration.hours(auditEveryHours)),
      threshold: 0,
      alarmDescription: 'An audit has found data that should be deleted: its log has the numbers.',
    });
    this.#alarms.ofSilence('RetentionSilence', {
      watched,
      everyMinutes: purgeEveryMinutes,
      alarmDescription: 'Expired data is not purged: three runs are missing.',
    });
    if (copies !== undefined) this.#watchCopies(copies);
  }

  #watchCopies(watched: NodeFunction): void {
    this.#alarms.above('OutlivedCopies', {
      metric: retentionMetric(
        this,
        'outlivedCopies',
        Duration.hours(COPIES_RESOURCES.auditEveryHours),
      ),
      threshold: 0,
      alarmDescription: 'An audit has found copies in another region that should be gone.',
    });
    this.#alarms.ofSilence('CopiesSilence', {
      watched,
      everyMinutes: COPIES_RESOURCES.purgeEveryMinutes,
      alarmDescription: 'Copies in another region are not purged: three runs are missing.',
    });
  }

  #watchWebhooks({ settings: { webhooksEveryMinutes }, api }: ObservabilityStackProps): void {
    if (webhooksEveryMinutes === undefined || api.webhooks === undefined) return;
    this.#alarms.ofSilence('WebhooksSilence', {
      watched: api.webhooks.sender,
      everyMinutes: webhooksEveryMinutes,
      alarmDescription: 'Webhooks are not sent: three runs are missing.',
    });
  }

  /**
   * Creates a budget for the whole account. A stage has its own account, or shares the warning.
   * CloudFormation generates its name, because it replaces a budget whose notifications change, and
   * a new budget cannot have the name of the old one.
   */
  #setBudget(settings: StageSettings): void {
    const { topic } = this.#alarms;
    this.#alarms.allow('budgets.amazonaws.com');
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
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: settings.monthlyBudgetUsd, unit: 'USD' },
      },
      notificationsWithSubscribers: [notify('ACTUAL', 80), notify('FORECASTED', 100)],
    });
  }
}

/** Returns all functions except deploy steps, whose failure fails the deployment. */
function functionsOf({
  processing,
  analytics,
  retention,
  api,
}: ObservabilityStackProps): Readonly<Record<string, NodeFunction>> {
  return {
    Thumbnailer: processing.thumbnailer,
    Failures: processing.failures,
    ...(processing.ingest && { Ingest: processing.ingest }),
    Etl: analytics.etl,
    Retention: retention.retention,
    ...(retention.copies && { Copies: retention.copies }),
    Api: api.api,
    Render: api.render,
    ...(api.webhooks && { Deliveries: api.webhooks.deliveries, Sender: api.webhooks.sender }),
  };
}

function retentionMetric(
  scope: Construct,
  metricName: RetentionMetric | CopiesMetric,
  period: Duration,
): Metric {
  return ownMetric(scope, { service: 'retention', metricName, statistic: 'Maximum', period });
}
