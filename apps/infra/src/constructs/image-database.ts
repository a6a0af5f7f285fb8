import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import {
  AuroraMysqlEngineVersion,
  ClusterInstance,
  Credentials,
  DatabaseCluster,
  DatabaseClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import { acknowledgeFixedPassword } from './administrator-secret.ts';
import type { NodeFunction } from './node-function.ts';

/** The database within the cluster. */
export const DATABASE_NAME = 'miniatura';

export interface ImageDatabaseProps {
  readonly vpc: IVpc;
  readonly encryptionKey: IKey;
  readonly maxCapacity: number;
  readonly backupRetentionDays: number;
  readonly isDeletionProtected: boolean;
  readonly isDataKept: boolean;
}

/** Away from MySQL's own, which every scanner knows. */
const PORT = 3307;
const PAUSE_AFTER_MINUTES = 5;

/**
 * Aurora MySQL Serverless v2 in isolated subnets, which pauses at 0 ACU when nobody is connected.
 * Functions sign in with IAM tokens; the administrator's password is used at deployment only.
 */
export class ImageDatabase extends Construct {
  readonly cluster: DatabaseCluster;

  constructor(scope: Construct, id: string, props: ImageDatabaseProps) {
    super(scope, id);
    const isDeletionProtected = props.isDeletionProtected && props.isDataKept;
    this.cluster = new DatabaseCluster(this, 'Cluster', {
      // At least 3.08, where a cluster can pause.
      engine: DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.VER_3_10_4 }),
      writer: ClusterInstance.serverlessV2('Writer', { publiclyAccessible: false }),
      serverlessV2MinCapacity: 0,
      serverlessV2MaxCapacity: props.maxCapacity,
      serverlessV2AutoPauseDuration: Duration.minutes(PAUSE_AFTER_MINUTES),
      vpc: props.vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      port: PORT,
      defaultDatabaseName: DATABASE_NAME,
      credentials: Credentials.fromGeneratedSecret('administrator'),
      iamAuthentication: true,
      enableDataApi: true,
      storageEncryptionKey: props.encryptionKey,
      backup: { retention: Duration.days(props.backupRetentionDays) },
      copyTagsToSnapshot: true,
      deletionProtection: isDeletionProtected,
      removalPolicy: props.isDataKept ? RemovalPolicy.SNAPSHOT : RemovalPolicy.DESTROY,
    });
    this.#acknowledgeRules(isDeletionProtected);
  }

  #acknowledgeRules(isDeletionProtected: boolean): void {
    const rules = Validations.of(this.cluster);
    rules.acknowledge({
      id: 'AwsSolutions-RDS14',
      reason: 'Serverless v2 has no backtrack; backups go back to any second of the last days.',
    });
    if (!isDeletionProtected) {
      rules.acknowledge({
        id: 'AwsSolutions-RDS10',
        reason: 'This stage may be destroyed; what it holds is then kept as a snapshot.',
      });
    }
    acknowledgeFixedPassword(this.cluster);
  }

  /** The URL by which a function signs in as this user, with IAM tokens. */
  urlFor(user: string): string {
    const { hostname, port } = this.cluster.clusterEndpoint;
    return `mysql://${user}@${hostname}:${port}/${DATABASE_NAME}?auth=iam`;
  }

  /** Lets a function reach the database, and sign in as this user. */
  allow({ function: caller }: NodeFunction, user: string): void {
    caller.connections.allowToDefaultPort(this.cluster, 'The database');
    this.cluster.grantConnect(caller, user);
  }
}
