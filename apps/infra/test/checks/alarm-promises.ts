import {
  type Placed,
  placesIn,
  resourcesOf,
  type Templates,
} from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { expected, type Promises } from './promised.ts';

/** What is promised of alarms and of the budget. */
export function alarmPromises({ monthlyBudgetUsd, hasGradualReleases }: StageSettings): Promises {
  return {
    'every dead letter raises an alarm': {
      type: 'AWS::SQS::Queue',
      fault: (queue, all) =>
        expected(
          queue.Properties['RedrivePolicy'] !== undefined ||
            // What is in it was counted on its way there.
            queue.id.startsWith('Parking') ||
            alarmsOf(queue, all).length > 0,
          'raises no alarm',
        ),
    },
    'an image that waits too long in either lane raises an alarm': {
      type: 'AWS::SQS::Queue',
      fault: (queue, all) =>
        expected(
          queue.Properties['RedrivePolicy'] === undefined || alarmsOf(queue, all).length > 0,
          'raises no alarm',
        ),
    },
    'functions raise an alarm when they fail, are throttled, or almost time out': {
      type: 'AWS::Lambda::Function',
      fault: (lambda, all) => {
        if (lambda.Properties['FunctionName'] === undefined || isDeployStep(lambda, all)) return;
        const metrics = alarmsOf(lambda, all).map(({ Properties: p }) => p['MetricName']);
        return expected(
          ['Errors', 'Throttles', 'Duration'].every((name) => metrics.includes(name)),
          'fails without an alarm',
        );
      },
    },
    'errors that users see raise an alarm, even if no function fails': {
      type: 'AWS::ApiGatewayV2::Api',
      fault: (api, all) =>
        expected(
          alarmsOf(api, all).some(({ Properties: p }) => p['MetricName'] === '5xx'),
          'answers with errors without an alarm',
        ),
    },
    'a page that fails raises an alarm': {
      type: 'AWS::CloudFront::Distribution',
      fault: (page, all) =>
        expected(
          alarmsOf(page, all).some(({ Properties: p }) => p['MetricName'] === '5xxErrorRate'),
          'fails without an alarm',
        ),
    },
    'a composite alarm contains every other alarm': {
      type: 'AWS::CloudWatch::Alarm',
      fault: ({ stack, id, place }, all) =>
        expected(
          rollsBack(place, all) ||
            // A composite alarm contains alarms of its own region only.
            stack === 'replica' ||
            resourcesOf(all, 'AWS::CloudWatch::CompositeAlarm').some(
              (one) => one.stack === stack && JSON.stringify(one.Properties).includes(`"${id}"`),
            ),
          'is not part of it',
        ),
    },
    'an old change, a difference, a failed data test and a warehouse without loads raise an alarm':
      {
        type: 'AWS::CloudWatch::Dashboard',
        fault: (_, all) =>
          expected(
            ['lag', 'differences', 'failedTests', 'Invocations'].every((metric) =>
              resourcesOf(all, 'AWS::CloudWatch::Alarm').some(
                ({ Properties: p }) => p['MetricName'] === metric,
              ),
            ),
            'is the only sign of it',
          ),
      },
    'spending is reported before the budget is used up': {
      type: 'AWS::Budgets::Budget',
      fault: ({ Properties: p }) => {
        const { BudgetLimit } = p['Budget'] as { BudgetLimit: { Amount: number } };
        const reported = p['NotificationsWithSubscribers'] as unknown[];
        return expected(
          BudgetLimit.Amount === monthlyBudgetUsd && reported.length > 1,
          'notifies nobody, or too late',
        );
      },
    },
    'alarms notify somebody': {
      type: 'AWS::CloudWatch::Alarm',
      fault: ({ place, Properties: p }, all) =>
        expected(
          rollsBack(place, all) || (p['AlarmActions'] as unknown[] | undefined)?.length === 1,
          'notifies nobody',
        ),
    },
    'each guarantee of a service that we use has an alarm': {
      type: 'AWS::CloudWatch::Dashboard',
      fault: (_, all) => {
        const watched = resourcesOf(all, 'AWS::CloudWatch::Alarm').map(({ Properties: p }) =>
          String(p['MetricName']),
        );
        const missing = [
          ...['DatabaseConnections', 'ACUUtilization', 'Latency', 'NumberOfNotificationsFailed'],
          ...('replica' in all ? ['OperationsFailedReplication', 'NumberOfCopyJobsFailed'] : []),
        ].filter((metric) => !watched.includes(metric));
        return expected(missing.length === 0, `has no alarm on ${missing.join(', ')}`);
      },
    },
    ...(hasGradualReleases === true && { [GRADUAL]: gradual }),
  };
}

const GRADUAL = 'a release is gradual, and rolled back by an alarm';

/** What is invoked while the system runs is invoked by an alias, which CodeDeploy moves. */
const gradual: Promises[string] = {
  type: 'AWS::Lambda::Alias',
  fault: ({ stack, id }, all) => {
    const alias = all[stack]?.Resources[id] as { UpdatePolicy?: object } | undefined;
    const groups = placesIn(alias?.UpdatePolicy, stack, all);
    const group = resourcesOf(all, 'AWS::CodeDeploy::DeploymentGroup').find(({ place }) =>
      groups.includes(place),
    );
    const alarms = placesIn(group?.Properties['AlarmConfiguration'], stack, all);
    return expected(alarms.length > 0, 'takes all calls at once');
  },
};

/** Whether CodeDeploy reads an alarm, to roll a release back. */
function rollsBack(alarm: string, all: Templates): boolean {
  return resourcesOf(all, 'AWS::CodeDeploy::DeploymentGroup').some(({ stack, Properties: p }) =>
    placesIn(p['AlarmConfiguration'], stack, all).includes(alarm),
  );
}

/** The alarms on a resource's metrics that notify somebody. */
function alarmsOf({ place }: Placed, all: Templates): readonly Placed[] {
  return resourcesOf(all, 'AWS::CloudWatch::Alarm').filter(
    ({ stack, Properties: p }) =>
      p['AlarmActions'] !== undefined && placesIn(p['Dimensions'], stack, all).includes(place),
  );
}

/** Runs while a stack is deployed only, and ends the deployment where it fails. */
function isDeployStep({ place }: Placed, all: Templates): boolean {
  return resourcesOf(all, 'Custom::Trigger').some(({ stack, Properties: p }) =>
    placesIn(p['HandlerArn'], stack, all).includes(place),
  );
}
