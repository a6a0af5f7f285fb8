import { STAGES, type StageName } from '../../src/stages.ts';
import {
  referredId,
  resourcesOf,
  type Placed,
  type Templates,
} from '../../src/diagram/template-references.ts';

type Properties = Record<string, never>;

/** A promise about every resource of a type: what is wrong with one, or nothing. */
interface Promised {
  readonly type: string;
  readonly fault: (resource: Placed, templates: Templates) => string | undefined;
}

const expected = (isSo: unknown, what: string): string | undefined =>
  isSo === true ? undefined : what;

const within = (actual: unknown, least: number, most: number): boolean =>
  typeof actual === 'number' && actual >= least && actual <= most;

/** Denies what comes without TLS, in the policy that names this resource. */
const deniesPlainText = (resource: Placed, type: string, templates: Templates): boolean =>
  resourcesOf(templates, type)
    .filter(
      ({ stack, Properties: p }) =>
        stack === resource.stack &&
        [p['Bucket'], p['Queues'], p['Topics']].flat().some((of) => referredId(of) === resource.id),
    )
    .some(({ Properties: p }) => {
      const { Statement } = p['PolicyDocument'] as { Statement: Properties[] };
      return Statement.some(
        ({ Effect, Condition }) =>
          Effect === 'Deny' && JSON.stringify(Condition).includes('"aws:SecureTransport":"false"'),
      );
    });

interface Rule {
  readonly Status: string;
  readonly ExpirationInDays?: number;
  readonly NoncurrentVersionExpiration?: { readonly NoncurrentDays: number };
  readonly AbortIncompleteMultipartUpload?: object;
}

const lifecycleRules = ({ Properties: p }: Placed): readonly Rule[] =>
  ((p['LifecycleConfiguration'] ?? {}) as { Rules?: Rule[] }).Rules ?? [];

/** Everything that a stage promises, by property of its templates. */
export const promises = (stage: StageName): Readonly<Record<string, Promised>> => {
  const { retentionDays, isDeletionProtected } = STAGES[stage];
  return {
    'buckets are private': {
      type: 'AWS::S3::Bucket',
      fault: ({ Properties: p }) =>
        expected(
          [
            'BlockPublicAcls',
            'BlockPublicPolicy',
            'IgnorePublicAcls',
            'RestrictPublicBuckets',
          ].every(
            (name) => (p['PublicAccessBlockConfiguration'] as Properties | undefined)?.[name],
          ),
          'lets the public in',
        ),
    },
    'buckets are encrypted': {
      type: 'AWS::S3::Bucket',
      fault: ({ Properties: p }) =>
        expected(p['BucketEncryption'] !== undefined, 'is not encrypted'),
    },
    'buckets speak TLS only': {
      type: 'AWS::S3::Bucket',
      fault: (bucket, all) =>
        expected(deniesPlainText(bucket, 'AWS::S3::BucketPolicy', all), 'takes plain text'),
    },
    'buckets keep nothing longer than promised': {
      type: 'AWS::S3::Bucket',
      fault: (bucket) => {
        const rules = lifecycleRules(bucket).filter(({ Status }) => Status === 'Enabled');
        const isVersioned = bucket.Properties['VersioningConfiguration'] !== undefined;
        return expected(
          rules.some((rule) => within(rule.ExpirationInDays, 1, retentionDays)) &&
            rules.some((rule) => rule.AbortIncompleteMultipartUpload !== undefined) &&
            (!isVersioned ||
              rules.some((rule) =>
                within(rule.NoncurrentVersionExpiration?.NoncurrentDays, 1, retentionDays),
              )),
          `keeps objects for longer than ${retentionDays} days`,
        );
      },
    },
    'queues speak TLS only': {
      type: 'AWS::SQS::Queue',
      fault: (queue, all) =>
        expected(deniesPlainText(queue, 'AWS::SQS::QueuePolicy', all), 'takes plain text'),
    },
    'queues are encrypted': {
      type: 'AWS::SQS::Queue',
      fault: ({ Properties: p }) =>
        expected(
          p['SqsManagedSseEnabled'] === true || p['KmsMasterKeyId'] !== undefined,
          'is not encrypted',
        ),
    },
    'queues keep messages as long as promised, and no longer': {
      type: 'AWS::SQS::Queue',
      fault: ({ Properties: p }) =>
        expected(
          p['MessageRetentionPeriod'] === retentionDays * 24 * 60 * 60,
          `keeps messages for ${String(p['MessageRetentionPeriod'])} s`,
        ),
    },
    'queues with a consumer have dead letters': {
      type: 'AWS::Lambda::EventSourceMapping',
      fault: ({ Properties: p }, all) => {
        const exports = Object.values(all).flatMap(({ Outputs = {} }) => Object.values(Outputs));
        const { 'Fn::ImportValue': name } = p['EventSourceArn'] as { 'Fn::ImportValue'?: string };
        const id = referredId(exports.find(({ Export }) => Export?.Name === name)?.Value);
        const queue = resourcesOf(all, 'AWS::SQS::Queue').find((one) => one.id === id);
        return expected(queue?.Properties['RedrivePolicy'] !== undefined, 'has no dead letters');
      },
    },
    'batches report the messages that failed, alone': {
      type: 'AWS::Lambda::EventSourceMapping',
      fault: ({ Properties: p }) =>
        expected(
          (p['FunctionResponseTypes'] as string[] | undefined)?.includes('ReportBatchItemFailures'),
          'fails whole batches',
        ),
    },
    'every dead letter raises an alarm': {
      type: 'AWS::SQS::Queue',
      fault: (queue, all) => {
        if (queue.Properties['RedrivePolicy'] !== undefined) return undefined;
        const name = Object.values(all)
          .flatMap(({ Outputs = {} }) => Object.values(Outputs))
          .find(
            ({ Value, Export }) =>
              Export !== undefined && JSON.stringify(Value).includes(`"${queue.id}","QueueName"`),
          )?.Export?.Name;
        return expected(
          name !== undefined &&
            resourcesOf(all, 'AWS::CloudWatch::Alarm').some(({ Properties: p }) =>
              JSON.stringify(p['Dimensions'] ?? []).includes(name),
            ),
          'raises no alarm',
        );
      },
    },
    'alarms tell somebody': {
      type: 'AWS::CloudWatch::Alarm',
      fault: ({ Properties: p }) =>
        expected((p['AlarmActions'] as unknown[] | undefined)?.length === 1, 'tells nobody'),
    },
    'topics speak TLS only': {
      type: 'AWS::SNS::Topic',
      fault: (topic, all) =>
        expected(deniesPlainText(topic, 'AWS::SNS::TopicPolicy', all), 'takes plain text'),
    },
    'logs go as promised': {
      type: 'AWS::Logs::LogGroup',
      fault: ({ Properties: p }) =>
        expected(within(p['RetentionInDays'], 1, retentionDays), 'keeps logs for longer'),
    },
    'the database is encrypted, private, and signed in to by IAM': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(
          p['StorageEncrypted'] === true && p['EnableIAMDatabaseAuthentication'] === true,
          'is open',
        ),
    },
    'backups go as promised': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(within(p['BackupRetentionPeriod'], 1, retentionDays), 'keeps backups for longer'),
    },
    'the database can pause, and is new enough to': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) => {
        const [, minor = 0] = /mysql_aurora\.3\.(\d+)/.exec(String(p['EngineVersion'])) ?? [];
        const scaling = p['ServerlessV2ScalingConfiguration'] as
          { MinCapacity?: number } | undefined;
        return expected(Number(minor) >= 8 && scaling?.MinCapacity === 0, 'never pauses');
      },
    },
    'the database is deleted by nobody in a protected stage': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(p['DeletionProtection'] === isDeletionProtected, 'has the wrong protection'),
    },
    'the database is out of reach from outside': {
      type: 'AWS::RDS::DBInstance',
      fault: ({ Properties: p }) => expected(p['PubliclyAccessible'] === false, 'is public'),
    },
    'the warehouse is out of reach from outside, and as small as can be': {
      type: 'AWS::RedshiftServerless::Workgroup',
      fault: ({ Properties: p }) =>
        expected(
          p['PubliclyAccessible'] === false && p['BaseCapacity'] === 4 && isStep(p['MaxCapacity']),
          'is public, or of a size that there is not',
        ),
    },
    'the warehouse is encrypted with our key': {
      type: 'AWS::RedshiftServerless::Namespace',
      fault: ({ Properties: p }) => expected(p['KmsKeyId'] !== undefined, 'has another key'),
    },
    'keys rotate': {
      type: 'AWS::KMS::Key',
      fault: ({ Properties: p }) => expected(p['EnableKeyRotation'] === true, 'does not rotate'),
    },
    'what holds data outlives its stack': {
      type: 'AWS::S3::Bucket',
      fault: ({ DeletionPolicy }) => expected(DeletionPolicy === 'Retain', 'goes with its stack'),
    },
    'subnets are isolated': {
      type: 'AWS::EC2::Subnet',
      fault: ({ Properties: p }) => expected(p['MapPublicIpOnLaunch'] === false, 'is public'),
    },
    'nothing leaves the network but by the endpoints': {
      type: 'AWS::EC2::VPC',
      fault: (_, all) =>
        expected(
          resourcesOf(all, 'AWS::EC2::NatGateway').length === 0 &&
            resourcesOf(all, 'AWS::EC2::InternetGateway').length === 0,
          'has a way out',
        ),
    },
  };
};

/** Redshift Serverless grows in steps of 8 from 8 on. */
const isStep = (capacity: unknown): boolean =>
  typeof capacity === 'number' && (capacity === 4 || capacity % 8 === 0);
