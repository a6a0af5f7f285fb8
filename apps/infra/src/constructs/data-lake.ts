import { EXPIRING_LAKE_TABLES, LAKE_TABLES } from '@miniatura/warehouse';
import { ArnFormat, Stack, Validations } from 'aws-cdk-lib';
import { CfnWorkGroup } from 'aws-cdk-lib/aws-athena';
import { CfnDatabase, CfnTable } from 'aws-cdk-lib/aws-glue';
import { type IRole, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnResource as CfnLocation } from 'aws-cdk-lib/aws-lakeformation';
import type { Bucket, IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { lakeTableInput } from '../lake-table-input.ts';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';
import { BucketAccess } from './bucket-access.ts';
import { LakeGrants } from './lake-grants.ts';
import { allowOnAllResources } from './node-function.ts';
import { SecureBucket } from './secure-bucket.ts';

export interface DataLakeProps {
  /** Name of the stage's resources, such as `miniatura-dev`. */
  readonly name: string;
  readonly encryptionKey: IKey;
  readonly accessLogs: IBucket;
  readonly retentionDays: number;
  readonly isDataKept: boolean;
  /** The role that may use Athena, and reads what Lake Formation grants. */
  readonly analysts: Role;
}

const RESULTS = 'query-results/';
const RESULT_DAYS = 1;
const BYTES_PER_QUERY = 10 * 1024 ** 3;
/**
 * The data lake: Parquet files that Redshift writes, and a catalog that derives partitions from
 * folder names. Athena queries it, and Lake Formation governs access.
 */
export class DataLake extends Construct {
  readonly bucket: Bucket;
  readonly #props: DataLakeProps;
  readonly #databaseName: string;
  readonly #workGroupName: string;

  constructor(scope: Construct, id: string, props: DataLakeProps) {
    super(scope, id);
    this.#props = props;
    this.#databaseName = `${props.name.replaceAll('-', '_')}_lake`;
    this.#workGroupName = props.name;
    const expiring = EXPIRING_LAKE_TABLES.map(({ name }) => [`${name}/`, props.retentionDays]);
    this.bucket = new SecureBucket(this, 'Files', {
      encryptionKey: props.encryptionKey,
      accessLogs: props.accessLogs,
      expireAfterDays: { ...Object.fromEntries(expiring), [RESULTS]: RESULT_DAYS },
      isDataKept: props.isDataKept,
    }).bucket;
    const locations = this.#locations();
    const tables = this.#catalog();
    this.#workGroup();
    this.#allowAnalysts(props.analysts);
    const grants = new LakeGrants(this, 'Grants', {
      name: props.name,
      databaseName: this.#databaseName,
      analysts: props.analysts,
    });
    grants.node.addDependency(...locations, ...tables);
  }

  /** Allows the role with which Redshift runs UNLOAD to write files. */
  allowUnload(role: IRole): void {
    new BucketAccess(this, 'Unload', {
      role,
      bucket: this.bucket,
      encryptionKey: this.#props.encryptionKey,
      // UNLOAD writes large files in parts, and CLEANPATH deletes the files that it replaces.
      actions: ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload'],
      bucketActions: ['s3:ListBucket'],
    });
  }

  /** Allows the ETL to delete the files of days that no longer have rows. */
  allowDeletion(role: IRole): void {
    new BucketAccess(this, 'DeleteFiles', {
      role,
      bucket: this.bucket,
      encryptionKey: this.#props.encryptionKey,
      actions: ['s3:DeleteObject'],
      bucketActions: ['s3:ListBucket'],
    });
  }

  /**
   * Registers the folders of the tables. The folder of query results must not be registered.
   * @see https://docs.aws.amazon.com/athena/latest/ug/lf-athena-limitations.html
   */
  #locations(): readonly CfnLocation[] {
    const role = new Role(this, 'ReaderRole', {
      description: 'Role with which Lake Formation reads the files of the data lake',
      assumedBy: new ServicePrincipal('lakeformation.amazonaws.com'),
    });
    const { policy } = new BucketAccess(this, 'Read', {
      role,
      bucket: this.bucket,
      encryptionKey: this.#props.encryptionKey,
      actions: ['s3:GetObject'],
      bucketActions: ['s3:ListBucket'],
    });
    return LAKE_TABLES.map(({ name }) => {
      const location = new CfnLocation(this, `Location-${name}`, {
        resourceArn: this.bucket.arnForObjects(name),
        useServiceLinkedRole: false,
        roleArn: role.roleArn,
      });
      location.node.addDependency(policy);
      return location;
    });
  }

  #catalog(): readonly CfnTable[] {
    const catalogId = Stack.of(this).account;
    const database = new CfnDatabase(this, 'Database', {
      catalogId,
      databaseInput: { name: this.#databaseName, description: 'Facts of images, in files' },
    });
    return LAKE_TABLES.map((table) => {
      const created = new CfnTable(this, table.name, {
        catalogId,
        databaseName: this.#databaseName,
        tableInput: lakeTableInput(table, this.bucket.bucketName, this.#props.retentionDays),
      });
      created.addResourceDependency(database);
      return created;
    });
  }

  /**
   * Query results may contain personal data. They are in the data lake's bucket and expire after a
   * day.
   */
  #workGroup(): void {
    new CfnWorkGroup(this, 'WorkGroup', {
      name: this.#workGroupName,
      description: 'Queries of the data lake',
      recursiveDeleteOption: true,
      workGroupConfiguration: {
        enforceWorkGroupConfiguration: true,
        bytesScannedCutoffPerQuery: BYTES_PER_QUERY,
        publishCloudWatchMetricsEnabled: true,
        resultConfiguration: {
          outputLocation: `s3://${this.bucket.bucketName}/${RESULTS}`,
          encryptionConfiguration: {
            encryptionOption: 'SSE_KMS',
            kmsKey: this.#props.encryptionKey.keyArn,
          },
        },
      },
    });
  }

  /** Allows queries and access to their results. Only Lake Formation grants access to the files. */
  #allowAnalysts(role: Role): void {
    const stack = Stack.of(this);
    const glue = (resource: string, resourceName?: string) =>
      stack.formatArn({
        service: 'glue',
        resource,
        ...(resourceName === undefined
          ? { arnFormat: ArnFormat.NO_RESOURCE_NAME }
          : { resourceName }),
      });
    const policy = new Policy(this, 'AskAthena', {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ATHENA_ACTIONS,
          resources: [
            stack.formatArn({
              service: 'athena',
              resource: 'workgroup',
              resourceName: this.#workGroupName,
            }),
          ],
        }),
        new PolicyStatement({
          actions: CATALOG_ACTIONS,
          resources: [
            stack.formatArn({
              service: 'athena',
              resource: 'datacatalog',
              resourceName: 'AwsDataCatalog',
            }),
          ],
        }),
        new PolicyStatement({
          actions: ['glue:GetDatabase', 'glue:GetDatabases'],
          resources: [glue('catalog'), glue('database', this.#databaseName)],
        }),
        new PolicyStatement({
          actions: TABLE_ACTIONS,
          resources: [
            glue('catalog'),
            glue('database', this.#databaseName),
            ...LAKE_TABLES.map(({ name }) => glue('table', `${this.#databaseName}/${name}`)),
          ],
        }),
        new PolicyStatement({
          actions: ['s3:AbortMultipartUpload', 's3:GetObject', 's3:PutObject'],
          resources: [this.bucket.arnForObjects(`${RESULTS}*`)],
        }),
        new PolicyStatement({
          actions: ['s3:GetBucketLocation'],
          resources: [this.bucket.bucketArn],
        }),
        new PolicyStatement({
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
          resources: [this.#props.encryptionKey.keyArn],
        }),
      ],
    });
    Validations.of(policy).acknowledge({
      id: ALL_OBJECTS_FINDING,
      reason: 'The keys of results are not known in advance.',
    });
    allowOnAllResources(role, 'AthenaConsole', {
      actions: ['athena:ListDataCatalogs', 'athena:ListWorkGroups'],
      reason: 'These lists of the console have no resource.',
    });
    allowOnAllResources(role, 'GovernedData', {
      actions: ['lakeformation:GetDataAccess'],
      reason: 'The action has no resource; Lake Formation decides by its grants.',
    });
  }
}

const ATHENA_ACTIONS = [
  'athena:GetQueryExecution',
  'athena:GetQueryResults',
  'athena:GetWorkGroup',
  'athena:ListQueryExecutions',
  'athena:StartQueryExecution',
  'athena:StopQueryExecution',
];
/** Actions with which Athena's console lists databases and tables. */
const CATALOG_ACTIONS = [
  'athena:GetDataCatalog',
  'athena:GetDatabase',
  'athena:GetTableMetadata',
  'athena:ListDatabases',
  'athena:ListTableMetadata',
];
const TABLE_ACTIONS = ['glue:GetPartitions', 'glue:GetTable', 'glue:GetTables'];
