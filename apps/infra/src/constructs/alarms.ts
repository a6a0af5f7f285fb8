import { Duration, Stack } from 'aws-cdk-lib';
import {
  type Alarm,
  type AlarmProps,
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  type Metric,
  TreatMissingData,
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
  /** The alarm is raised above this value. */
  readonly threshold: number;
  readonly alarmDescription: string;
  /** Number of consecutive periods; by default 1. */
  readonly evaluationPeriods?: number;
}

export interface AlarmOfSilence {
  readonly watched: NodeFunction;
  readonly everyMinutes: number;
  readonly alarmDescription: string;
}

/** An invocation that takes this share of its timeout raises an alarm. */
const NEAR_TIMEOUT = 0.9;

/** A schedule that misses this number of runs raises an alarm. */
const MISSED_RUNS = 3;

/** Creates alarms and the topic that they publish to. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly #all: Alarm[] = [];

  constructor(scope: Construct, id: string, { displayName }: AlarmsProps) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { displayName, enforceSSL: true });
    this.allow('cloudwatch.amazonaws.com');
  }

  /**
   * Allows a service to publish. The explicit topic policy replaces the default one, which would
   * allow it.
   */
  allow(service: string): void {
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal(service)],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Creates a composite alarm of all alarms. Only the single alarms publish to the topic. */
  ofAll(compositeAlarmName: string): void {
    new CompositeAlarm(this, 'Anything', {
      compositeAlarmName,
      alarmDescription: 'An alarm of the stage has been raised.',
      alarmRule: AlarmRule.anyOf(
        ...this.#all.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)),
      ),
    });
  }

  /** Creates an alarm for values above a threshold; missing data raises no alarm. */
  above(id: string, alarm: AlarmAbove): void {
    this.#add(id, alarm.metric, {
      threshold: alarm.threshold,
      alarmDescription: alarm.alarmDescription,
      evaluationPeriods: alarm.evaluationPeriods ?? 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
  }

  /** Creates alarms for invocations that fail, are throttled, or nearly reach their timeout. */
  ofFunction(name: string, { function: watched, timeoutMs }: NodeFunction): void {
    this.above(`${name}Errors`, {
      metric: watched.metricErrors({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations have failed.`,
    });
    this.above(`${name}Throttles`, {
      metric: watched.metricThrottles({ statistic: 'Sum' }),
      threshold: 0,
      alarmDescription: `${name}: invocations were throttled.`,
    });
    this.above(`${name}NearTimeout`, {
      metric: watched.metricDuration({ statistic: 'Maximum' }),
      threshold: NEAR_TIMEOUT * timeoutMs,
      alarmDescription: `${name}: an invocation nearly reached its timeout.`,
    });
  }

  /**
   * Creates an alarm for a scheduled function that does not run, and therefore reports no metrics.
   */
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
    const alarm = metric.createAlarm(this, id, props);
    alarm.addAlarmAction(new SnsAction(this.topic));
    this.#all.push(alarm);
  }
}
