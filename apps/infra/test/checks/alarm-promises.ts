import {
  placesIn,
  resourcesOf,
  type Placed,
  type Templates,
} from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { expected, type Promises } from './promised.ts';

/** What is promised of alarms and of the budget. */
export const alarmPromises = ({ monthlyBudgetUsd }: StageSettings): Promises => ({
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
  'a picture that waits for long raises an alarm, whichever lane it is in': {
    type: 'AWS::SQS::Queue',
    fault: (queue, all) =>
      expected(
        queue.Properties['RedrivePolicy'] === undefined || alarmsOf(queue, all).length > 0,
        'raises no alarm',
      ),
  },
  'functions raise an alarm where they fail, are refused, or are nearly cut off': {
    type: 'AWS::Lambda::Function',
    fault: (lambda, all) => {
      if (lambda.Properties['FunctionName'] === undefined || isDeployStep(lambda, all)) return;
      const metrics = alarmsOf(lambda, all).map(({ Properties: p }) => p['MetricName']);
      return expected(
        ['Errors', 'Throttles', 'Duration'].every((name) => metrics.includes(name)),
        'fails in silence',
      );
    },
  },
  'faults that users see raise an alarm, though no function fails': {
    type: 'AWS::ApiGatewayV2::Api',
    fault: (api, all) =>
      expected(
        alarmsOf(api, all).some(({ Properties: p }) => p['MetricName'] === '5xx'),
        'answers with faults in silence',
      ),
  },
  'a page that fails raises an alarm': {
    type: 'AWS::CloudFront::Distribution',
    fault: (page, all) =>
      expected(
        alarmsOf(page, all).some(({ Properties: p }) => p['MetricName'] === '5xxErrorRate'),
        'fails in silence',
      ),
  },
  'one alarm tells whether any other has gone off': {
    type: 'AWS::CloudWatch::Alarm',
    fault: ({ stack, id }, all) =>
      expected(
        resourcesOf(all, 'AWS::CloudWatch::CompositeAlarm').some(
          (one) => one.stack === stack && JSON.stringify(one.Properties).includes(`"${id}"`),
        ),
        'is not part of it',
      ),
  },
  'an old change, a difference and a warehouse that nothing goes into raise an alarm': {
    type: 'AWS::CloudWatch::Dashboard',
    fault: (_, all) =>
      expected(
        ['lag', 'differences', 'Invocations'].every((metric) =>
          resourcesOf(all, 'AWS::CloudWatch::Alarm').some(
            ({ Properties: p }) => p['MetricName'] === metric,
          ),
        ),
        'is all that tells of it',
      ),
  },
  'what is spent is told before the budget is': {
    type: 'AWS::Budgets::Budget',
    fault: ({ Properties: p }) => {
      const { BudgetLimit } = p['Budget'] as { BudgetLimit: { Amount: number } };
      const told = p['NotificationsWithSubscribers'] as unknown[];
      return expected(
        BudgetLimit.Amount === monthlyBudgetUsd && told.length > 1,
        'tells nobody, or too late',
      );
    },
  },
  'alarms tell somebody': {
    type: 'AWS::CloudWatch::Alarm',
    fault: ({ Properties: p }) =>
      expected((p['AlarmActions'] as unknown[] | undefined)?.length === 1, 'tells nobody'),
  },
});

/** The alarms on a resource's metrics. */
const alarmsOf = ({ place }: Placed, all: Templates): readonly Placed[] =>
  resourcesOf(all, 'AWS::CloudWatch::Alarm').filter(({ stack, Properties: p }) =>
    placesIn(p['Dimensions'], stack, all).includes(place),
  );

/** Runs while a stack is deployed only, and ends the deployment where it fails: CDK gives it a version. */
const isDeployStep = ({ place }: Placed, all: Templates): boolean =>
  resourcesOf(all, 'AWS::Lambda::Version').some(({ stack, Properties: p }) =>
    placesIn(p['FunctionName'], stack, all).includes(place),
  );
