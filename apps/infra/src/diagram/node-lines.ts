import type { Placed } from './template-references.ts';

/** The kinds of resources that are drawn, by their CloudFormation type. */
export const DRAWN_TYPES = {
  'AWS::S3::Bucket': 'bucket',
  'AWS::SNS::Topic': 'topic',
  'AWS::SQS::Queue': 'queue',
  'AWS::Lambda::Function': 'function',
  'AWS::RDS::DBCluster': 'database',
  'AWS::RedshiftServerless::Workgroup': 'warehouse',
  'AWS::Scheduler::Schedule': 'schedule',
  'AWS::ApiGatewayV2::Api': 'gateway',
  'AWS::CloudFront::Distribution': 'distribution',
  'AWS::Cognito::UserPool': 'users',
  'AWS::EC2::VPCEndpoint': 'endpoint',
  'AWS::LakeFormation::Resource': 'registration',
  'AWS::CloudWatch::Dashboard': 'dashboard',
  'AWS::Budgets::Budget': 'budget',
} as const;
export type NodeKind = (typeof DRAWN_TYPES)[keyof typeof DRAWN_TYPES] | 'service' | 'alarms';

const SECONDS_PER_DAY = 24 * 60 * 60;

/** Returns the text of a resource: its name, and what it costs or stores. */
export function linesOf(resource: Placed, kind: NodeKind): readonly string[] {
  const { Properties: p } = resource;
  switch (kind) {
    case 'function':
      return [
        title(resource),
        `${String(p['MemorySize'])} MB, ${String(p['Timeout'])} s`,
        p['VpcConfig'] === undefined ? 'outside the VPC' : 'isolated subnets',
      ];
    case 'database': {
      const { MinCapacity, MaxCapacity } = p['ServerlessV2ScalingConfiguration'] as {
        MinCapacity: number;
        MaxCapacity: number;
      };
      return ['Aurora MySQL', `${MinCapacity} to ${MaxCapacity} ACU`];
    }
    case 'warehouse':
      return [
        'Redshift Serverless',
        `${String(p['BaseCapacity'])} to ${String(p['MaxCapacity'])} RPU`,
      ];
    case 'schedule':
      return [title(resource), String(p['ScheduleExpression'])];
    case 'queue':
      return [
        title(resource),
        `${Number(p['MessageRetentionPeriod']) / SECONDS_PER_DAY} days${triesOf(p)}`,
      ];
    case 'bucket':
      return [title(resource), expiry(p)];
    case 'gateway':
      return ['HTTP API'];
    case 'distribution':
      return ['CloudFront'];
    case 'users':
      return ['Cognito user pool'];
    case 'endpoint':
      return [title(resource), String(p['VpcEndpointType']).toLowerCase()];
    default:
      return [title(resource)];
  }
}

function triesOf(properties: Placed['Properties']): string {
  const redrive = properties['RedrivePolicy'] as { maxReceiveCount: number } | undefined;
  return redrive === undefined ? '' : `, ${redrive.maxReceiveCount} tries`;
}

function expiry(properties: Placed['Properties']): string {
  if (properties['LifecycleConfiguration'] === undefined) return 'until replaced';
  const { Rules } = properties['LifecycleConfiguration'] as {
    Rules: readonly { ExpirationInDays?: number }[];
  };
  const days = Rules.find((rule) => rule.ExpirationInDays !== undefined)?.ExpirationInDays ?? 0;
  return days === 1 ? '1 day' : `${days} days`;
}

/** Converts an id to a title: `Dead letters` from `ThumbnailerQueueDeadLetters0A1B2C3D`. */
function title({ id, Type }: Placed): string {
  const name = id
    .replace(/[0-9A-F]{8}$/, '')
    .replace(/^Schedules(?=.)/, '')
    .replace(/^Vpc(?=.)/, '')
    .replace(/^.+(?=DeadLetters)/, '')
    .replace(Type === 'AWS::S3::Bucket' ? /Bucket$/ : /(StepFunction|Function)$/, '')
    .replace(/^(\w+)Queue\1?Queue$/, '$1Queue')
    .replace(/^(\w+)QueueBulkQueue$/, '$1BulkQueue');
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
