import { ArnFormat, Stack } from 'aws-cdk-lib';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { CompositePrincipal, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { CfnNamespace, CfnWorkgroup } from 'aws-cdk-lib/aws-redshiftserverless';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { BucketAccess } from './bucket-access.ts';
import type { NodeFunction } from './node-function.ts';
import { removalPolicyOf } from './removal-policy-of.ts';

/** Name of the database in the namespace. */
export const WAREHOUSE_DATABASE = 'miniatura';

export interface WarehouseProps {
  /** Name of the workgroup; the namespace's name also contains the generation. */
  readonly name: string;
  readonly generation: number;
  readonly vpc: IVpc;
  readonly encryptionKey: IKey;
  /** Largest capacity in Redshift processing units. */
  readonly maxCapacity: number;
  readonly stagedData: IBucket;
  /** Ids of security groups whose members may connect. */
  readonly clients: readonly string[];
  /** Region to which Redshift copies snapshots, and days for which they are kept. */
  readonly snapshotCopies: { readonly region: string; readonly days: number } | undefined;
  readonly isDataKept: boolean;
}

/** The smallest capacity. It costs $1.50 an hour in use, and nothing while idle. */
const BASE_CAPACITY_RPU = 4;

/** Port of the workgroup's endpoint. */
export const WAREHOUSE_PORT = 5439;
const ADMINISTRATOR = 'administrator';

/** Permissions to run statements in a workgroup. */
export const STATEMENT_ACTIONS = [
  'redshift-data:BatchExecuteStatement',
  'redshift-data:ExecuteStatement',
];
/** Permissions on statements, which have no ARN. */
export const OWN_STATEMENT_ACTIONS = [
  'redshift-data:CancelStatement',
  'redshift-data:DescribeStatement',
  'redshift-data:GetStatementResult',
  'redshift-data:ListStatements',
];

/** A condition that limits a session to its own statements. */
export const OWN_STATEMENTS = {
  StringEquals: { 'redshift-data:statement-owner-iam-userid': '${aws:userid}' },
};

/** Redshift Serverless, which is used through the Data API, and loads only staged files. */
export class Warehouse extends Construct {
  readonly workgroupName: string;
  /**
   * Name of the secret with the administrator's password. Redshift creates, rotates and deletes it
   * with the namespace, so that a namespace that outlives its stack keeps a valid password.
   */
  readonly administratorSecretName: string;
  readonly namespace: CfnNamespace;
  readonly workgroup: CfnWorkgroup;
  readonly securityGroup: SecurityGroup;
  /** The role with which Redshift reads and writes files. */
  readonly loader: Role;

  constructor(scope: Construct, id: string, props: WarehouseProps) {
    super(scope, id);
    this.loader = new Role(this, 'Loader', {
      description: 'Role with which Redshift reads and writes files',
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('redshift.amazonaws.com'),
        new ServicePrincipal('redshift-serverless.amazonaws.com'),
      ),
    });
    new BucketAccess(this, 'ReadStagedData', {
      role: this.loader,
      bucket: props.stagedData,
      encryptionKey: props.encryptionKey,
      actions: ['s3:GetObject'],
      // COPY lists the objects that its prefix or manifest names.
      bucketActions: ['s3:ListBucket'],
    });
    const namespaceName = `${props.name}-${props.generation}`;
    this.namespace = new CfnNamespace(this, 'Namespace', {
      namespaceName,
      dbName: WAREHOUSE_DATABASE,
      adminUsername: ADMINISTRATOR,
      manageAdminPassword: true,
      kmsKeyId: props.encryptionKey.keyArn,
      iamRoles: [this.loader.roleArn],
      defaultIamRoleArn: this.loader.roleArn,
      ...(props.snapshotCopies !== undefined && {
        snapshotCopyConfigurations: [
          {
            destinationRegion: props.snapshotCopies.region,
            snapshotRetentionPeriod: props.snapshotCopies.days,
          },
        ],
      }),
    });
    this.namespace.applyRemovalPolicy(removalPolicyOf(props.isDataKept));
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: props.vpc,
      allowAllOutbound: false,
    });
    for (const client of props.clients) {
      this.securityGroup.addIngressRule(
        Peer.securityGroupId(client),
        Port.tcp(WAREHOUSE_PORT),
        'Analysts',
      );
    }
    this.workgroup = new CfnWorkgroup(this, 'Workgroup', {
      workgroupName: props.name,
      namespaceName: this.namespace.namespaceName,
      baseCapacity: BASE_CAPACITY_RPU,
      maxCapacity: props.maxCapacity,
      publiclyAccessible: false,
      subnetIds: props.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
      securityGroupIds: [this.securityGroup.securityGroupId],
      configParameters: [{ parameterKey: 'require_ssl', parameterValue: 'true' }],
    });
    this.workgroup.addResourceDependency(this.namespace);
    this.workgroupName = props.name;
    this.administratorSecretName = `redshift!${namespaceName}-${ADMINISTRATOR}`;
  }

  /** Allows a function to run statements as the database user of its IAM role. */
  allow(caller: NodeFunction): void {
    this.#allowStatements(caller, ['redshift-serverless:GetCredentials']);
  }

  /** Allows a function to run statements as the administrator. */
  allowAsAdministrator(caller: NodeFunction): void {
    this.#allowStatements(caller, []);
    caller.role.addToPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          Stack.of(this).formatArn({
            service: 'secretsmanager',
            resource: 'secret',
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
            // Secrets Manager appends six random characters to a name.
            resourceName: `${this.administratorSecretName}-??????`,
          }),
        ],
      }),
    );
  }

  #allowStatements(caller: NodeFunction, actions: readonly string[]): void {
    caller.role.addToPolicy(
      new PolicyStatement({
        actions: [...STATEMENT_ACTIONS, ...actions],
        resources: [this.workgroup.attrWorkgroupWorkgroupArn],
      }),
    );
    caller.allowOnAllResources('OwnStatements', {
      actions: OWN_STATEMENT_ACTIONS,
      reason: 'Statements have no ARN; the condition limits a role to its own.',
      conditions: OWN_STATEMENTS,
    });
  }
}
