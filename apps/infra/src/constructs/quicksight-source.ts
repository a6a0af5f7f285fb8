import { Stack } from 'aws-cdk-lib';
import {
  CfnSecurityGroupIngress,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
} from 'aws-cdk-lib/aws-ec2';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnDataSource, CfnVPCConnection } from 'aws-cdk-lib/aws-quicksight';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { allowOnAllResources } from './node-function.ts';
import { type Warehouse, WAREHOUSE_DATABASE, WAREHOUSE_PORT } from './warehouse.ts';

export interface QuickSightSourceProps {
  /** Name of the stage's resources. */
  readonly name: string;
  readonly vpc: IVpc;
  readonly warehouse: Warehouse;
  /** The user name and the password with which QuickSight signs in to the warehouse. */
  readonly login: ISecret;
}

/**
 * The role with which QuickSight reads secrets. QuickSight creates it when an administrator allows
 * it to use Secrets Manager.
 * @see https://docs.aws.amazon.com/quicksight/latest/user/secrets-manager-integration.html
 */
const SECRETS_ROLE = 'aws-quicksight-secretsmanager-role-v0';

/** @see https://docs.aws.amazon.com/quicksight/latest/user/vpc-creating-a-connection-in-quicksight-console.html */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeSecurityGroups',
  'ec2:DescribeSubnets',
  'ec2:ModifyNetworkInterfaceAttribute',
];

/**
 * QuickSight's access to the warehouse: network interfaces in the isolated subnets that reach only
 * the warehouse, and a database user with a password. QuickSight's sign-in with IAM calls
 * `redshift:GetClusterCredentials`, which only clusters have.
 */
export class QuickSightSource extends Construct {
  readonly arn: string;

  constructor(scope: Construct, id: string, props: QuickSightSourceProps) {
    super(scope, id);
    const { name, warehouse, login } = props;
    const connection = this.#connect(props);
    const source = new CfnDataSource(this, 'Source', {
      awsAccountId: Stack.of(this).account,
      dataSourceId: `${name}-warehouse`,
      name: `${name}: warehouse`,
      type: 'REDSHIFT',
      dataSourceParameters: {
        redshiftParameters: {
          database: WAREHOUSE_DATABASE,
          host: warehouse.workgroup.attrWorkgroupEndpointAddress,
          port: WAREHOUSE_PORT,
        },
      },
      credentials: { secretArn: login.secretArn },
      sslProperties: { disableSsl: false },
      vpcConnectionProperties: { vpcConnectionArn: connection.attrArn },
    });
    source.node.addDependency(this.#allowReading(login));
    this.arn = source.attrArn;
  }

  /** @see https://docs.aws.amazon.com/quicksight/latest/user/vpc-security-groups.html */
  #connect({ name, vpc, warehouse }: QuickSightSourceProps): CfnVPCConnection {
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
    });
    const target = warehouse.securityGroup.securityGroupId;
    securityGroup.addEgressRule(
      Peer.securityGroupId(target),
      Port.tcp(WAREHOUSE_PORT),
      'The warehouse',
    );
    // QuickSight's network interfaces also need a rule for the answers, to any port.
    securityGroup.addIngressRule(Peer.securityGroupId(target), Port.allTcp(), 'Answers');
    // The rule is in this stack, because the warehouse's stack must not depend on it.
    const ingress = new CfnSecurityGroupIngress(this, 'Ingress', {
      groupId: target,
      sourceSecurityGroupId: securityGroup.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: WAREHOUSE_PORT,
      toPort: WAREHOUSE_PORT,
      description: 'QuickSight',
    });
    const role = new Role(this, 'NetworkRole', {
      description: 'As whom QuickSight creates its network interfaces',
      assumedBy: new ServicePrincipal('quicksight.amazonaws.com'),
    });
    allowOnAllResources(role, 'NetworkInterfaces', {
      actions: NETWORK_INTERFACE_ACTIONS,
      reason: 'QuickSight creates network interfaces whose ids are not known before.',
    });
    const connection = new CfnVPCConnection(this, 'Connection', {
      awsAccountId: Stack.of(this).account,
      vpcConnectionId: name,
      name,
      roleArn: role.roleArn,
      securityGroupIds: [securityGroup.securityGroupId],
      subnetIds: vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_ISOLATED }).subnetIds,
    });
    connection.node.addDependency(role, ingress);
    return connection;
  }

  #allowReading(login: ISecret): Policy {
    return new Policy(this, 'ReadLogin', {
      roles: [Role.fromRoleName(this, 'SecretsRole', SECRETS_ROLE)],
      statements: [
        new PolicyStatement({
          actions: ['secretsmanager:GetSecretValue'],
          resources: [login.secretArn],
        }),
      ],
    });
  }
}
