import { placesIn, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { alarmPromises } from './alarm-promises.ts';
import { bucketPromises } from './bucket-promises.ts';
import { databasePromises } from './database-promises.ts';
import { expected, within, type Promises } from './promised.ts';
import { queuePromises } from './queue-promises.ts';
import { replicaPromises } from './replica-promises.ts';

/** Everything that a stage promises, by property of its templates. */
export const promises = (settings: StageSettings): Promises => ({
  ...bucketPromises(settings),
  ...(settings.replicaRegion !== undefined && replicaPromises(settings)),
  ...queuePromises(settings),
  ...databasePromises(settings),
  ...alarmPromises(settings),
  ...stackPromises(settings),
});

const stackPromises = ({ retentionDays }: StageSettings): Promises => ({
  'schedules wait for the tables of their stack': {
    type: 'AWS::Scheduler::Schedule',
    fault: ({ stack, DependsOn = [] }, all) => {
      const steps = resourcesOf(all, 'Custom::Trigger').filter((step) => step.stack === stack);
      const awaited = [DependsOn].flat() as unknown[];
      return expected(
        steps.every(({ id }) => awaited.includes(id)),
        'may run before there are tables',
      );
    },
  },
  'logs go as promised': {
    type: 'AWS::Logs::LogGroup',
    fault: ({ Properties: p }) =>
      expected(within(p['RetentionInDays'], 1, retentionDays), 'keeps logs for longer'),
  },
  'keys rotate': {
    type: 'AWS::KMS::Key',
    fault: ({ Properties: p }) => expected(p['EnableKeyRotation'] === true, 'does not rotate'),
  },
  'subnets are isolated': {
    type: 'AWS::EC2::Subnet',
    fault: ({ Properties: p }) => expected(p['MapPublicIpOnLaunch'] === false, 'is public'),
  },
  'nothing leaves the network but by the endpoints, save from who has to': {
    type: 'AWS::Lambda::Function',
    fault: ({ stack, Properties: p }, all) => {
      const { SubnetIds = [] } = (p['VpcConfig'] ?? {}) as { SubnetIds?: readonly unknown[] };
      const isLedOut = placesIn(SubnetIds, stack, all).some((place) => !place.includes('isolated'));
      const mayBe = LED_OUT.some((name) => String(p['FunctionName']).endsWith(`-${name}`));
      return expected(!isLedOut || mayBe, 'has a way out');
    },
  },
  'isolated subnets lead nowhere': {
    type: 'AWS::EC2::Route',
    fault: ({ id }) => expected(!id.includes('isolated'), 'leads out'),
  },
});

/** The issuer's keys, and SQS, have no endpoint in the network. */
const LED_OUT = ['api', 'failures'];
