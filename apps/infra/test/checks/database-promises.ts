import type { StageSettings } from '../../src/stages.ts';
import { isKept } from './bucket-promises.ts';
import { expected, within, type Promises } from './promised.ts';

/** What is promised of the databases. */
export const databasePromises = ({
  retentionDays,
  isDeletionProtected,
  generation,
}: StageSettings): Promises => ({
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
      const scaling = p['ServerlessV2ScalingConfiguration'] as { MinCapacity?: number } | undefined;
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
  'the warehouse outlives its stack, and its name tells of which generation it is': {
    type: 'AWS::RedshiftServerless::Namespace',
    fault: (namespace) =>
      expected(
        isKept(namespace) &&
          String(namespace.Properties['NamespaceName']).endsWith(`-${generation}`),
        'goes with its stack, or is in the way of the next one',
      ),
  },
  'keys outlive what they encrypt': {
    type: 'AWS::KMS::Key',
    fault: (key) => expected(isKept(key), 'goes with its stack'),
  },
  'users outlive their stack': {
    type: 'AWS::Cognito::UserPool',
    fault: (pool) => expected(isKept(pool), 'goes with its stack'),
  },
  'the warehouse is encrypted with our key': {
    type: 'AWS::RedshiftServerless::Namespace',
    fault: ({ Properties: p }) => expected(p['KmsKeyId'] !== undefined, 'has another key'),
  },
});

/** Redshift Serverless grows in steps of 8 from 8 on. */
const isStep = (capacity: unknown): boolean =>
  typeof capacity === 'number' && (capacity === 4 || capacity % 8 === 0);
