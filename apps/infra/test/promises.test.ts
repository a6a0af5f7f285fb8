import { describe, expect, test } from 'vitest';
import {
  type Placed,
  type Resource,
  resourcesOf,
  type Templates,
} from '../src/diagram/template-references.ts';
import { promises } from './checks/promises.ts';
import { broken, readSynthesised } from './templates.ts';
import { TESTED_STAGE_NAMES, TESTED_STAGES } from './tested-stages.ts';

const templates = readSynthesised();

/** What breaks each promise, by its name. */
type Break = (properties: Record<string, never>, resource: Resource) => unknown;
function without(...names: string[]): Break {
  return (properties) => names.forEach((name) => delete properties[name]);
}
function withValue(name: string, value: unknown): Break {
  return (properties) => Object.assign(properties, { [name]: value });
}

/** As `Retain` would be, where a creation is rolled back. */
const goesWithItsStack: Break = (_, resource) =>
  Object.assign(resource, { DeletionPolicy: 'Retain' });

interface Broken {
  /** Another type than that of the promise. */
  readonly type?: string;
  readonly change: Break;
  readonly isMeant?: (resource: Placed) => boolean;
}

const BREAKS: Readonly<Record<string, Break | Broken>> = {
  'buckets are private': without('PublicAccessBlockConfiguration'),
  'buckets are encrypted': without('BucketEncryption'),
  'buckets speak TLS only': { type: 'AWS::S3::BucketPolicy', change: without('Bucket') },
  'buckets keep nothing longer than promised': withValue('LifecycleConfiguration', {
    Rules: [{ Status: 'Enabled', ExpirationInDays: 30, AbortIncompleteMultipartUpload: {} }],
  }),
  'the data lake keeps nothing that was replaced, and what expires no longer than promised': {
    change: withValue('VersioningConfiguration', { Status: 'Enabled' }),
    isMeant: ({ id }) => id.startsWith('Lake'),
  },
  'Lake Formation governs the folders of tables, and not that of query results': {
    type: 'AWS::LakeFormation::Resource',
    change: withValue('ResourceArn', 'arn:aws:s3:::lake'),
  },
  'queues speak TLS only': {
    type: 'AWS::SQS::QueuePolicy',
    change: withValue('PolicyDocument', { Statement: [] }),
  },
  'queues are encrypted': without('SqsManagedSseEnabled'),
  'queues keep messages no longer than promised, parked ones included': withValue(
    'MessageRetentionPeriod',
    1_209_600,
  ),
  'what a consumer fails at for good ends as a dead letter, or is one': {
    type: 'AWS::SQS::Queue',
    change: without('RedrivePolicy'),
    isMeant: ({ Properties: p }) => p['RedrivePolicy'] !== undefined,
  },
  'dead letters are kept for longer than what they come from': {
    change: withValue('MessageRetentionPeriod', 60),
    isMeant: ({ id }) => id.includes('DeadLetters'),
  },
  'what a topic cannot deliver is a dead letter': without('RedrivePolicy'),
  'what Lambda gives up of a Kafka topic is told, and the group that reads it has a name': {
    change: withValue('Topics', ['images']),
  },
  'every change of the originals takes one lane': {
    type: 'AWS::SNS::Subscription',
    change: without('FilterPolicy'),
  },
  'what may wait is worked on with less concurrency, and in smaller batches': {
    type: 'AWS::Lambda::EventSourceMapping',
    change: withValue('BatchSize', 10),
    isMeant: ({ Properties: p }) => p['BatchSize'] === 5,
  },
  'batches report the messages that failed, alone': without('FunctionResponseTypes'),
  'every dead letter raises an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('DeadLettersNotParked'),
  },
  'an image that waits for long raises an alarm, whichever lane it is in': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('OldestBulkMessage'),
  },
  'functions raise an alarm where they fail, are rejected, or are nearly cut off': {
    type: 'AWS::CloudWatch::Alarm',
    change: withValue('MetricName', 'Errors'),
    isMeant: ({ id }) => id.includes('NearTimeout'),
  },
  'faults that users see raise an alarm, though no function fails': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('ApiFaults'),
  },
  'a page that fails raises an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('PageFaults'),
  },
  'one alarm tells whether any other has gone off': {
    type: 'AWS::CloudWatch::CompositeAlarm',
    change: withValue('AlarmRule', 'FALSE'),
  },
  'nobody reads what is in quarantine, of the copies neither': {
    type: 'AWS::S3::BucketPolicy',
    change: withValue('PolicyDocument', { Statement: [] }),
    isMeant: ({ place }) => /^(data.Originals|replica.Replicaoriginals)/.test(place),
  },
  'an old change, a difference and a warehouse that nothing goes into raise an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: withValue('MetricName', 'claimed'),
    isMeant: ({ Properties: p }) => p['MetricName'] === 'lag',
  },
  'what is spent is told before the budget is': withValue('NotificationsWithSubscribers', []),
  'schedules wait for the tables of their stack': (_, resource) =>
    Object.assign(resource, { DependsOn: [] }),
  'code that writes to the warehouse comes after its tables': {
    change: (_, resource) => Object.assign(resource, { DependsOn: [] }),
    isMeant: ({ Properties: p }) => String(p['FunctionName']).endsWith('-etl'),
  },
  'copies in another region are purged soon after what they are copies of': {
    type: 'AWS::Scheduler::Schedule',
    change: withValue('ScheduleExpression', 'rate(1 day)'),
    isMeant: ({ id }) => id.startsWith('CopiesSchedulesPurge'),
  },
  'originals and thumbnails are copied to a bucket that is there, deletions too': {
    change: without('ReplicationConfiguration'),
    isMeant: ({ id }) => id.startsWith('Thumbnails'),
  },
  'alarms tell somebody': {
    change: without('AlarmActions'),
    isMeant: ({ stack }) => stack === 'observability',
  },
  'each guarantee of a service that we use has an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: withValue('MetricName', 'Connections'),
    isMeant: ({ id }) => id.includes('DatabaseConnections'),
  },
  'a release is gradual, and rolled back by an alarm': {
    type: 'AWS::CodeDeploy::DeploymentGroup',
    change: without('AlarmConfiguration'),
  },
  'analysts have an IAM role, and Redshift gives it their database role': {
    type: 'AWS::IAM::Role',
    change: without('Tags'),
    isMeant: ({ id }) => id.startsWith('Analysts'),
  },
  'the password of the warehouse outlives the stack with it': without('ManageAdminPassword'),
  'topics speak TLS only': {
    type: 'AWS::SNS::TopicPolicy',
    change: withValue('PolicyDocument', { Statement: [{ Effect: 'Allow' }] }),
  },
  'a failed run of a schedule is repeated by the next run alone': {
    type: 'AWS::Lambda::EventInvokeConfig',
    change: withValue('MaximumRetryAttempts', 2),
  },
  'only refused traffic is logged': withValue('TrafficType', 'ALL'),
  'what the firewall blocks is not answered with the page': withValue('DistributionConfig', {
    CustomErrorResponses: [{ ErrorCode: 403 }],
  }),
  "the list of the page's files is read by nobody": withValue('DistributionConfig', {}),
  'logs go as promised': without('RetentionInDays'),
  'the database is encrypted, private, and signed in to by IAM': without(
    'EnableIAMDatabaseAuthentication',
  ),
  'connections to the database need TLS': {
    type: 'AWS::RDS::DBClusterParameterGroup',
    change: withValue('Parameters', {}),
  },
  'backups go as promised': withValue('BackupRetentionPeriod', 35),
  'the database can pause, and is new enough to': withValue(
    'EngineVersion',
    '8.0.mysql_aurora.3.07.1',
  ),
  'a stage with a reader has it in another zone, where it takes over': {
    type: 'AWS::RDS::DBInstance',
    change: withValue('PromotionTier', 2),
  },
  'backups are copied to the other region, and kept no longer than promised': withValue(
    'BackupPlan',
    { BackupPlanRule: [{ CopyActions: [] }] },
  ),
  'the database is deleted by nobody in a protected stage': without('DeletionProtection'),
  'the database is out of reach from outside': withValue('PubliclyAccessible', true),
  'the warehouse is out of reach from outside, and as small as can be': withValue(
    'BaseCapacity',
    3,
  ),
  'the warehouse is encrypted with our key': without('KmsKeyId'),
  'the API is asked by its gateway alone': {
    type: 'AWS::Lambda::Permission',
    change: withValue('Principal', '*'),
    isMeant: ({ stack, Properties: p }) =>
      stack === 'api' && p['Principal'] === 'apigateway.amazonaws.com',
  },
  'all but the public routes want a token': {
    change: withValue('AuthorizationType', 'NONE'),
    isMeant: ({ Properties: p }) => p['RouteKey'] === 'ANY /{proxy+}',
  },
  'keys rotate': without('EnableKeyRotation'),
  'what holds data outlives its stack': goesWithItsStack,
  'keys outlive what they encrypt': goesWithItsStack,
  'users outlive their stack': goesWithItsStack,
  'the warehouse outlives its stack, and its name tells of which generation it is': withValue(
    'NamespaceName',
    'miniatura-dev',
  ),
  'buckets that have a name have their generation in it': withValue('BucketName', 'images'),
  'subnets are isolated': withValue('MapPublicIpOnLaunch', true),
  'nothing leaves the network but by the endpoints': {
    type: 'AWS::EC2::Subnet',
    change: (_, resource) => Object.assign(resource, { Type: 'AWS::EC2::Route' }),
  },
  'functions in the network reach what they call by an endpoint': {
    type: 'AWS::EC2::VPCEndpoint',
    change: (_, resource) => Object.assign(resource, { Type: 'AWS::EC2::Subnet' }),
    isMeant: ({ id }) => id.includes('Sqs'),
  },
};

describe.each(TESTED_STAGE_NAMES)('In stage %s', (stage) => {
  const promised = promises(TESTED_STAGES[stage]);
  const faultsOf = (name: string, all: Templates) => {
    const { type, fault } = promised[name] ?? { type: '', fault: () => 'is no promise' };
    return resourcesOf(all, type).flatMap((resource) => {
      const found = fault(resource, all);
      return found === undefined ? [] : [`${resource.place} ${found}`];
    });
  };

  test.each(Object.keys(promised))('%s', (name) => {
    const { type = '' } = promised[name] ?? {};
    expect(resourcesOf(templates[stage], type).length).toBeGreaterThan(0);
    expect(faultsOf(name, templates[stage])).toEqual([]);
  });

  test.each(Object.keys(promised))('a template without it is caught: %s', (name) => {
    const change = BREAKS[name];
    if (change === undefined) throw new Error(`Expected something that breaks "${name}".`);
    const { type = '' } = promised[name] ?? {};
    const wrong: Broken = typeof change === 'function' ? { change } : change;
    const all = broken(templates[stage], wrong.type ?? type, wrong.change, wrong.isMeant);
    expect(faultsOf(name, all)).not.toEqual([]);
  });
});
