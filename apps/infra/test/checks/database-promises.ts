import { ROLES } from '@miniatura/warehouse';
import { placesIn, resourcesOf } from '../../src/diagram/template-references.ts';
import type { StageSettings } from '../../src/stages.ts';
import { isKept } from './bucket-promises.ts';
import { expected, type Promises, within } from './promised.ts';

/** What is promised of the databases. */
export function databasePromises({
  retentionDays,
  isDeletionProtected,
  generation,
  hasDatabaseReader,
}: StageSettings): Promises {
  return {
    'the database is encrypted and private, and uses IAM authentication': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(
          p['StorageEncrypted'] === true && p['EnableIAMDatabaseAuthentication'] === true,
          'is open',
        ),
    },
    'connections to the database need TLS': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ stack, Properties: p }, all) => {
        const [place] = placesIn(p['DBClusterParameterGroupName'], stack, all);
        const group = resourcesOf(all, 'AWS::RDS::DBClusterParameterGroup').find(
          (one) => one.place === place,
        );
        const { require_secure_transport: isRequired } = (group?.Properties['Parameters'] ??
          {}) as Readonly<Record<string, string>>;
        return expected(isRequired === 'ON', 'takes plain text');
      },
    },
    'backups expire as promised': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(within(p['BackupRetentionPeriod'], 1, retentionDays), 'keeps backups for longer'),
    },
    'the database can pause, and its version supports that': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) => {
        const [, minor = 0] = /mysql_aurora\.3\.(\d+)/.exec(String(p['EngineVersion'])) ?? [];
        const scaling = p['ServerlessV2ScalingConfiguration'] as
          { MinCapacity?: number } | undefined;
        return expected(Number(minor) >= 8 && scaling?.MinCapacity === 0, 'never pauses');
      },
    },
    'a stage with a reader has it in another zone, as failover target': {
      type: 'AWS::RDS::DBCluster',
      fault: (_, all) => {
        const instances = resourcesOf(all, 'AWS::RDS::DBInstance');
        const zones = instances.map(({ Properties: p }) => JSON.stringify(p['AvailabilityZone']));
        return expected(
          instances.length === (hasDatabaseReader === true ? 2 : 1) &&
            new Set(zones).size === instances.length &&
            instances.every(({ Properties: p }) => Number(p['PromotionTier']) <= 1),
          'has no second zone',
        );
      },
    },
    'the database of a protected stage has deletion protection': {
      type: 'AWS::RDS::DBCluster',
      fault: ({ Properties: p }) =>
        expected(p['DeletionProtection'] === isDeletionProtected, 'has the wrong protection'),
    },
    'the database cannot be reached from outside': {
      type: 'AWS::RDS::DBInstance',
      fault: ({ Properties: p }) => expected(p['PubliclyAccessible'] === false, 'is public'),
    },
    'the warehouse cannot be reached from outside, and has the smallest capacity': {
      type: 'AWS::RedshiftServerless::Workgroup',
      fault: ({ Properties: p }) =>
        expected(
          p['PubliclyAccessible'] === false && p['BaseCapacity'] === 4 && isStep(p['MaxCapacity']),
          'is public, or has a capacity that does not exist',
        ),
    },
    'analysts have an IAM role, and Redshift gives it their database role': {
      type: 'AWS::RedshiftServerless::Workgroup',
      fault: (_, all) =>
        expected(
          resourcesOf(all, 'AWS::IAM::Role').some(
            ({ Properties: p }) =>
              String(p['RoleName']).endsWith('-analysts') &&
              JSON.stringify(p['Tags'] ?? []).includes(
                `{"Key":"RedshiftDbRoles","Value":"${ROLES.analyst}"}`,
              ),
          ),
          'admits no analyst',
        ),
    },
    'the password of the warehouse is retained with it': {
      type: 'AWS::RedshiftServerless::Namespace',
      fault: ({ Properties: p }) =>
        expected(
          p['ManageAdminPassword'] === true && p['AdminUserPassword'] === undefined,
          'has a password that is deleted with its stack',
        ),
    },
    'the warehouse is retained, and its name contains its generation': {
      type: 'AWS::RedshiftServerless::Namespace',
      fault: (namespace) =>
        expected(
          isKept(namespace) &&
            String(namespace.Properties['NamespaceName']).endsWith(`-${generation}`),
          'is deleted with its stack, or blocks the next one',
        ),
    },
    'keys are retained with what they encrypt': {
      type: 'AWS::KMS::Key',
      fault: (key) => expected(isKept(key), 'goes with its stack'),
    },
    'users are retained when their stack is deleted': {
      type: 'AWS::Cognito::UserPool',
      fault: (pool) => expected(isKept(pool), 'goes with its stack'),
    },
    'the warehouse is encrypted with our key': {
      type: 'AWS::RedshiftServerless::Namespace',
      fault: ({ Properties: p }) => expected(p['KmsKeyId'] !== undefined, 'has another key'),
    },
  };
}

/** Redshift Serverless grows in steps of 8 from 8 on. */
function isStep(capacity: unknown): boolean {
  return typeof capacity === 'number' && (capacity === 4 || capacity % 8 === 0);
}
