import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { type IVpc, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  type Alias,
  Architecture,
  type CfnFunction,
  type Code,
  type ILayerVersion,
  Function as LambdaFunction,
  Runtime,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { metricNamespaceOf } from '../own-metrics.ts';
import { Release } from './release.ts';

export interface NodeFunctionProps {
  /**
   * Name of the function and of its role. Redshift identifies a function by the name of its role.
   */
  readonly functionName: string;
  readonly description: string;
  readonly code: Code;
  /** Module and export, such as `handler.handler`. */
  readonly handler: string;
  readonly memorySizeMB: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly logRetentionDays: number;
  /** VPC whose isolated subnets the function uses; by default it runs outside our VPC. */
  readonly vpc?: IVpc | undefined;
  /** Layers, whose files are below `/opt`. */
  readonly layers?: readonly ILayerVersion[];
}

/** A metric that shows that a release is worse than its predecessor. */
export interface Fault {
  readonly metric: Metric;
  /** Larger values are a fault. */
  readonly threshold: number;
}

export interface ReleaseOptions {
  /** If true, a new version first gets a tenth of the calls, and is rolled back if it fails. */
  readonly isGradual: boolean;
  /** The metric that shows a failure, in addition to failed invocations. */
  readonly fault?: Fault;
}

export interface AllowedOnAll {
  readonly actions: readonly string[];
  /** Why the permission cannot be narrower; the template contains it beside the policy. */
  readonly reason: string;
  readonly conditions?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * The permissions that Lambda needs to attach a function to a VPC; they cannot be limited to
 * resources.
 */
const NETWORK_INTERFACE_ACTIONS = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

/** The environment variable from which Powertools reads the namespace of metrics. */
export const NAMESPACE_VARIABLE = 'POWERTOOLS_METRICS_NAMESPACE';

const TRACE_ACTIONS = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];

/** A function on Node 24 and arm64, with its own log group and a role that may write to it. */
export class NodeFunction extends Construct {
  readonly function: LambdaFunction;
  readonly role: Role;
  readonly timeoutMs: number;
  #live: Alias | undefined;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      logGroupName: `/aws/lambda/${props.functionName}`,
      retention: props.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.timeoutMs = props.timeoutMs;
    this.role = new Role(this, 'Role', {
      roleName: props.functionName,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      functionName: props.functionName,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      code: props.code,
      handler: props.handler,
      memorySize: props.memorySizeMB,
      timeout: Duration.millis(props.timeoutMs),
      environment: { ...props.environment, [NAMESPACE_VARIABLE]: metricNamespaceOf(this) },
      role: this.role,
      logGroup,
      ...(props.vpc !== undefined && this.#placeIn(props.vpc)),
      ...(props.layers !== undefined && { layers: [...props.layers] }),
    });
    this.#trace();
  }

  /** Creates the alias that callers invoke, which a deployment moves to the new version. */
  release(options: ReleaseOptions): void {
    this.#live = new Release(this, 'Release', { ...options, released: this.function }).alias;
  }

  /**
   * The alias that callers invoke.
   * @throws Error if the function has no alias
   */
  get live(): Alias {
    if (this.#live === undefined) {
      throw new Error(`Expected an alias of ${this.node.path} before its first use.`);
    }
    return this.#live;
  }

  /** Enables tracing. Lambda itself sends the traces, so that no code and no endpoint is needed. */
  #trace(): void {
    (this.function.node.defaultChild as CfnFunction).tracingConfig = { mode: 'Active' };
    this.allowOnAllResources('Traces', {
      actions: TRACE_ACTIONS,
      reason: 'Traces of X-Ray have no ARN.',
    });
  }

  /**
   * Allows actions that cannot be limited to resources. The policy is a child of the role, so that
   * it exists before the function does.
   */
  allowOnAllResources(id: string, allowed: AllowedOnAll): void {
    allowOnAllResources(this.role, id, allowed);
  }

  #placeIn(vpc: IVpc) {
    this.allowOnAllResources('NetworkInterfaces', {
      actions: NETWORK_INTERFACE_ACTIONS,
      reason: 'Lambda creates network interfaces whose ids are not known in advance.',
    });
    // The function's own code is denied these actions: Lambda performs them before the code runs.
    this.role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: NETWORK_INTERFACE_ACTIONS,
        resources: ['*'],
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': ['arn:*:lambda:*:*:function:*'] } },
      }),
    );
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc,
      allowAllOutbound: false,
    });
    // This is S3's gateway and the interface endpoints; there is no other route.
    securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'AWS');
    return {
      vpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_ISOLATED },
      securityGroups: [securityGroup],
    };
  }
}

/** Allows a role actions that cannot be limited to resources. The policy is a child of the role. */
export function allowOnAllResources(
  role: Role,
  id: string,
  { actions, reason, conditions = {} }: AllowedOnAll,
): void {
  const policy = new Policy(role, id, {
    roles: [role],
    statements: [new PolicyStatement({ actions: [...actions], resources: ['*'], conditions })],
  });
  Validations.of(policy).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason });
}
