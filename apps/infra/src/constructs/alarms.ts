import { Duration, Stack } from 'aws-cdk-lib';
import {
  ComparisonOperator,
  TreatMissingData,
  type AlarmProps,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { NodeFunction } from './node-function.ts';

export interface AlarmsProps {
  readonly displayName: string;
}

export interface AlarmAbove {
  readonly metric: Metric;
  /** The alarm goes off above this. */
  readonly threshold: number;
  readonly alarmDescription: string;
}

export interface AlarmOfSilence {
  readonly watched: NodeFunction;
  readonly everyMinutes: number;
  readonly alarmDescription: string;
}

/** After as many runs that are due and did not come, silence is no delay any more. */
const MISSED_RUNS = 3;

/** Alarms, and the topic that tells of them all. */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { displayName }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName, enforceSSL: true });
    this.#allow('cloudwatch.amazonaws.com');
    this.#allow('budgets.amazonaws.com');
  }

  /** A topic with a policy of its own has none of the default one, by which alarms could publish. */
  #allow(service: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Goes off once a value is too high; where nothing is reported, nothing is wrong. */
  above(id: string, alarm: AlarmAbove): void {
    this.#add(id, alarm.metric, {
      threshold: alarm.threshold,
      alarmDescription: alarm.alarmDescription,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Go off once an invocation fails, or is refused. */
  ofFunction(name: string, { function: watched }: NodeFunction): void {
    this.above(`${name}Errors`, {
      metric: watched.metricErrors({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations have failed.`,
    });
    this.above(`${name}Throttles`, {
      metric: watched.metricThrottles({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations were refused for lack of concurrency.`,
    });
  }

  /** Goes off where a function on a schedule does not run: what it reports then says nothing. */
  ofSilence(id: string, { watched, everyMinutes, alarmDescription }: AlarmOfSilence): void {
    const period = Duration.minutes(everyMinutes);
    this.#add(id, watched.function.metricInvocations({ statistic: 'Sum', period }), {
      threshold: 1,
      alarmDescription,
      evaluationPeriods: MISSED_RUNS,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.BREACHING,
    });
  }

  #add(id: string, metric: Metric, props: Omit<AlarmProps, 'metric'>): void {
    metric.createAlarm(this, id, props).addAlarmAction(new SnsAction(this.topic));
  }
}
