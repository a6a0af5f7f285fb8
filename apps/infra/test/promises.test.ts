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
  'buckets accept TLS only': { type: 'AWS::S3::BucketPolicy', change: without('Bucket') },
  'buckets keep nothing longer than promised': withValue('LifecycleConfiguration', {
    Rules: [{ Status: 'Enabled', ExpirationInDays: 30, AbortIncompleteMultipartUpload: {} }],
  }),
  'the data lake keeps no replaced files, and no files beyond the retention period': {
    change: withValue('VersioningConfiguration', { Status: 'Enabled' }),
    isMeant: ({ id }) => id.startsWith('Lake'),
  },
  'Lake Formation governs the folders of tables, and not that of query results': {
    type: 'AWS::LakeFormation::Resource',
    change: withValue('ResourceArn', 'arn:aws:s3:::lake'),
  },
  'queues accept TLS only': {
    type: 'AWS::SQS::QueuePolicy',
    change: withValue('PolicyDocument', { Statement: [] }),
  },
  'queues are encrypted': without('SqsManagedSseEnabled'),
  'queues keep messages, including parked ones, no longer than promised': withValue(
    'MessageRetentionPeriod',
    1_209_600,
  ),
  'a message that a consumer cannot process becomes a dead letter, or is one': {
    type: 'AWS::SQS::Queue',
    change: without('RedrivePolicy'),
    isMeant: ({ Properties: p }) => p['RedrivePolicy'] !== undefined,
  },
  'dead-letter queues retain messages longer than their source queues': {
    change: withValue('MessageRetentionPeriod', 60),
    isMeant: ({ id }) => id.includes('DeadLetters'),
  },
  'a message that a topic cannot deliver becomes a dead letter': without('RedrivePolicy'),
  'records that Lambda gives up are reported, and the consumer group has a fixed name': {
    change: withValue('Topics', ['images']),
  },
  'every event of the originals goes to exactly one lane': {
    type: 'AWS::SNS::Subscription',
    change: without('FilterPolicy'),
  },
  'the bulk lane has less concurrency and smaller batches': {
    type: 'AWS::Lambda::EventSourceMapping',
    change: withValue('BatchSize', 10),
    isMeant: ({ Properties: p }) => p['BatchSize'] === 5,
  },
  'batches report only the messages that failed': without('FunctionResponseTypes'),
  'every dead letter raises an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('DeadLettersNotParked'),
  },
  'an image that waits too long in either lane raises an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('OldestBulkMessage'),
  },
  'functions raise an alarm when they fail, are throttled, or almost time out': {
    type: 'AWS::CloudWatch::Alarm',
    change: withValue('MetricName', 'Errors'),
    isMeant: ({ id }) => id.includes('NearTimeout'),
  },
  'errors that users see raise an alarm, even if no function fails': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('ApiFaults'),
  },
  'a page that fails raises an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('Dimensions'),
    isMeant: ({ id }) => id.includes('PageFaults'),
  },
  'a composite alarm contains every other alarm': {
    type: 'AWS::CloudWatch::CompositeAlarm',
    change: withValue('AlarmRule', 'FALSE'),
  },
  'nobody reads quarantined objects or their copies': {
    type: 'AWS::S3::BucketPolicy',
    change: withValue('PolicyDocument', { Statement: [] }),
    isMeant: ({ place }) => /^(data.Originals|replica.Replicaoriginals)/.test(place),
  },
  'an old change, a difference, a failed data test and a warehouse without loads raise an alarm': {
    type: 'AWS::CloudWatch::Alarm',
    change: withValue('MetricName', 'claimed'),
    isMeant: ({ Properties: p }) => p['MetricName'] === 'lag',
  },
  'spending is reported before the budget is used up': withValue(
    'NotificationsWithSubscribers',
    [],
  ),
  'schedules are created after the tables of their stack': (_, resource) =>
    Object.assign(resource, { DependsOn: [] }),
  'code that writes to the warehouse is deployed after its tables': {
    change: (_, resource) => Object.assign(resource, { DependsOn: [] }),
    isMeant: ({ Properties: p }) => String(p['FunctionName']).endsWith('-etl'),
  },
  'only our page reads images from a browser': withValue('CorsConfiguration', {
    CorsRules: [{ AllowedOrigins: ['*'] }],
  }),
  'an alarm on replicas that are late is in their region, where S3 publishes the metric': {
    type: 'AWS::CloudWatch::Alarm',
    change: without('MetricName'),
    isMeant: ({ stack }) => stack === 'replica',
  },
  'copies in another region are purged soon after their sources': {
    type: 'AWS::Scheduler::Schedule',
    change: withValue('ScheduleExpression', 'rate(1 day)'),
    isMeant: ({ id }) => id.startsWith('CopiesSchedulesPurge'),
  },
  'originals, thumbnails and their deletions are replicated to an existing bucket': {
    change: without('ReplicationConfiguration'),
    isMeant: ({ id }) => id.startsWith('Thumbnails'),
  },
  'alarms notify somebody': {
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
  'the password of the warehouse is retained with it': without('ManageAdminPassword'),
  'topics accept TLS only': {
    type: 'AWS::SNS::TopicPolicy',
    change: withValue('PolicyDocument', { Statement: [{ Effect: 'Allow' }] }),
  },
  'a failed scheduled run is not retried before the next run': {
    type: 'AWS::Lambda::EventInvokeConfig',
    change: withValue('MaximumRetryAttempts', 2),
  },
  'only rejected traffic is logged': withValue('TrafficType', 'ALL'),
  'requests that the firewall blocks are not answered with the page': withValue(
    'DistributionConfig',
    {
      CustomErrorResponses: [{ ErrorCode: 403 }],
    },
  ),
  "the list of the page's files is read by nobody": withValue('DistributionConfig', {}),
  'logs expire as promised': without('RetentionInDays'),
  'the database is encrypted and private, and uses IAM authentication': without(
    'EnableIAMDatabaseAuthentication',
  ),
  'connections to the database need TLS': {
    type: 'AWS::RDS::DBClusterParameterGroup',
    change: withValue('Parameters', {}),
  },
  'backups expire as promised': withValue('BackupRetentionPeriod', 35),
  'the database can pause, and its version supports that': withValue(
    'EngineVersion',
    '8.0.mysql_aurora.3.07.1',
  ),
  'a stage with a reader has it in another zone, as failover target': {
    type: 'AWS::RDS::DBInstance',
    change: withValue('PromotionTier', 2),
  },
  'backups are copied to the other region, and kept no longer than promised': withValue(
    'BackupPlan',
    { BackupPlanRule: [{ CopyActions: [] }] },
  ),
  'the database of a protected stage has deletion protection': without('DeletionProtection'),
  'the database cannot be reached from outside': withValue('PubliclyAccessible', true),
  'the warehouse cannot be reached from outside, and has the smallest capacity': withValue(
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
  "passwords are entered on Cognito's page, and not sent to its API": without('ExplicitAuthFlows'),
  'all but the public routes want a token': {
    change: withValue('AuthorizationType', 'NONE'),
    isMeant: ({ Properties: p }) => p['RouteKey'] === 'ANY /{proxy+}',
  },
  "every function logs to a group of its stack, also CDK's own functions": {
    change: without('LoggingConfig'),
    isMeant: ({ Properties: p }) => p['FunctionName'] === undefined,
  },
  'keys rotate': without('EnableKeyRotation'),
  'resources with data are retained when their stack is deleted': goesWithItsStack,
  'keys are retained with what they encrypt': goesWithItsStack,
  'users are retained when their stack is deleted': goesWithItsStack,
  'the warehouse is retained, and its name contains its generation': withValue(
    'NamespaceName',
    'miniatura-dev',
  ),
  'the fixed name of a bucket contains its generation': withValue('BucketName', 'images'),
  'subnets are isolated': withValue('MapPublicIpOnLaunch', true),
  'traffic leaves the network through the endpoints only': {
    type: 'AWS::EC2::Subnet',
    change: (_, resource) => Object.assign(resource, { Type: 'AWS::EC2::Route' }),
  },
  'functions with internet access have no access to the database': {
    change: without('VpcConfig'),
    isMeant: ({ Properties: p }) => String(p['FunctionName']).endsWith('-api'),
  },
  'functions in the network have an endpoint for each service that they call': {
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
