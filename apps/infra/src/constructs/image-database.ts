import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { type CfnSubnet, type IConnectable, SubnetType, type Vpc } from 'aws-cdk-lib/aws-ec2';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  AuroraMysqlEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
  type IClusterInstance,
} from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { maxConnectionsOf } from '../max-connections.ts';
import { acknowledgeFixedPassword } from './administrator-secret.ts';
import type { NodeFunction } from './node-function.ts';

/** Name of the database in the cluster. */
export const DATABASE_NAME = 'miniatura';

export interface ImageDatabaseProps {
  readonly vpc: Vpc;
  readonly encryptionKey: IKey;
  readonly maxCapacity: number;
  readonly backupRetentionDays: number;
  /** If true, an instance in a second zone takes over within a minute when the first one fails. */
  readonly hasReader: boolean;
  readonly isDeletionProtected: boolean;
  readonly isDataKept: boolean;
}

/** Not MySQL's default port, which scanners try. */
const PORT = 3307;
const PAUSE_AFTER_MINUTES = 5;

/**
 * Aurora MySQL Serverless v2 in isolated subnets, which pauses at 0 ACU when nobody is connected.
 * Connections need TLS. Functions sign in with IAM tokens; only deployments use the administrator's password.
 */
export class ImageDatabase extends Construct {
  readonly cluster: DatabaseCluster;
  readonly maxConnections: number;

  constructor(scope: Construct, id: string, props: ImageDatabaseProps) {
    super(scope, id);
    const isDeletionProtected = props.isDeletionProtected && props.isDataKept;
    this.cluster = new DatabaseCluster(this, 'Cluster', {
      // A cluster can pause from version 3.08 on.
      engine: DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_10_4 }),
      writer: this.#instance('Writer', props.vpc),
      // It pauses and scales with the writer.
      readers: props.hasReader ? [this.#instance('Reader', props.vpc)] : [],
      serverlessV2MinCapacity: 0,
      serverlessV2MaxCapacity: props.maxCapacity,
      serverlessV2AutoPauseDuration: Duration.minutes(PAUSE_AFTER_MINUTES),
      vpc: props.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      port: PORT,
      defaultDatabaseName: DATABASE_NAME,
      credentials: Credentials.fromGeneratedSecret('administrator'),
      iamAuthentication: true,
      parameters: { require_secure_transport: 'ON' },
      enableDataApi: true,
      storageEncryptionKey: props.encryptionKey,
      backup: { retention: Duration.days(props.backupRetentionDays) },
      copyTagsToSnapshot: true,
      deletionProtection: isDeletionProtected,
      removalPolicy: props.isDataKept ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.maxConnections = maxConnectionsOf(props.maxCapacity);
    this.#acknowledgeRules(isDeletionProtected);
  }

  /**
   * Creates the writer in the first zone or the reader in the second; a failover swaps their roles.
   */
  #instance(id: 'Writer' | 'Reader', { isolatedSubnets }: Vpc): IClusterInstance {
    const subnet = isolatedSubnets[id === 'Writer' ? 0 : 1]?.node.defaultChild as CfnSubnet;
    return ClusterInstance.serverlessV2(id, {
      publiclyAccessible: false,
      availabilityZone: subnet.attrAvailabilityZone,
      ...(id === 'Reader' && { scaleWithWriter: true }),
    });
  }

  #acknowledgeRules(isDeletionProtected: boolean): void {
    const rules = Validations.of(this.cluster);
    rules.acknowledge({
      id: 'AwsSolutions-RDS14',
      reason:
        'Serverless v2 has no backtrack; backups allow a restore to any second of the last days.',
    });
    if (!isDeletionProtected) {
      rules.acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'This stage may be destroyed; a snapshot of its data is then kept.',
      });
    }
    acknowledgeFixedPassword(this.cluster);
  }

  /** Returns the URL with which a function signs in as a user, with IAM tokens. */
  urlFor(user: string): string {
    const { hostname, port } = this.cluster.clusterEndpoint;
    return `mysql://${user}@${hostname}:${port}/${DATABASE_NAME}?auth=iam`;
  }

  /** Allows a function to connect to the database and to sign in as a user. */
  allow({ function: caller }: NodeFunction, user: string): void {
    this.allowRole(caller, caller, user);
  }

  /** Does the same for a caller that is not a function. */
  allowRole(caller: IConnectable, role: IGrantable, user: string): void {
    caller.connections.allowToDefaultPort(this.cluster, 'The database');
    this.cluster.grantConnect(role, user);
  }
}
