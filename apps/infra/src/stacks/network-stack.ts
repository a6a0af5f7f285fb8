import { Fn, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import {
  type CfnSubnet,
  FlowLogDestination,
  FlowLogTrafficType,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { type OutsideOurAccount, restrictEndpoint } from '../constructs/endpoint-policy.ts';
import { OWN_STATEMENT_ACTIONS } from '../constructs/warehouse.ts';
import type { StageSettings } from '../stages.ts';
import { checkedZoneIds, ZONE_COUNT } from '../zone-ids.ts';

export interface NetworkStackProps extends StackProps {
  readonly settings: StageSettings;
}

interface InterfaceEndpoint {
  readonly service: InterfaceVpcEndpointAwsService;
  readonly zoneCount: number;
  readonly besides?: OutsideOurAccount;
}

/**
 * Returns the services that functions in isolated subnets call. S3 has a gateway endpoint, which is
 * free.
 */
function interfaceEndpointsOf({
  endpointZoneCount: zoneCount,
  altTextModelId,
  hasLargeImages,
}: StageSettings): Readonly<Record<string, InterfaceEndpoint>> {
  return {
    Rekognition: {
      service: InterfaceVpcEndpointAwsService.REKOGNITION,
      zoneCount,
      // Images are sent as bytes, so that the calls have no resource.
      besides: { actions: ['rekognition:DetectLabels', 'rekognition:DetectModerationLabels'] },
    },
    RedshiftData: {
      service: InterfaceVpcEndpointAwsService.REDSHIFT_DATA,
      zoneCount,
      // Statements have no ARN; a role can access only its own statements.
      besides: { actions: OWN_STATEMENT_ACTIONS },
    },
    // Messages wait in their queues if the zone fails: failed ones until their visibility timeout.
    Sqs: { service: InterfaceVpcEndpointAwsService.SQS, zoneCount: 1 },
    ...(altTextModelId !== undefined && {
      Bedrock: {
        service: InterfaceVpcEndpointAwsService.BEDROCK_RUNTIME,
        zoneCount,
        // AWS owns the models; the role's policy names the allowed one.
        besides: {
          actions: ['bedrock:InvokeModel'],
          resources: ['arn:aws:bedrock:*::foundation-model/*'],
        },
      },
    }),
    // Fargate pulls the jobs' image and writes their logs through the network of the jobs.
    ...(hasLargeImages === true && {
      Registry: {
        service: InterfaceVpcEndpointAwsService.ECR,
        zoneCount,
        besides: { actions: ['ecr:GetAuthorizationToken'] },
      },
      RegistryImages: { service: InterfaceVpcEndpointAwsService.ECR_DOCKER, zoneCount },
      Logs: { service: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS, zoneCount },
    }),
  };
}

/**
 * A VPC with isolated subnets in three zones, endpoints of the called services, and no internet
 * access.
 */
export class NetworkStack extends Stack {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { settings, ...props }: NetworkStackProps) {
    super(scope, id, props);
    this.vpc = new Vpc(this, 'Vpc', {
      natGateways: 0,
      availabilityZones: this.availabilityZones,
      subnetConfiguration: [
        { name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
      ],
    });
    if (settings.zoneIds !== undefined) this.#placeIn(checkedZoneIds(settings.zoneIds));
    restrictEndpoint(
      this.vpc.addGatewayEndpoint('S3', { service: GatewayVpcEndpointAwsService.S3 }),
      settings.hasLargeImages === true ? this.#imageLayers() : undefined,
    );
    this.#logRejectedTraffic(settings.retentionDays);
    for (const [name, { service, zoneCount, besides }] of Object.entries(
      interfaceEndpointsOf(settings),
    )) {
      const endpoint = this.vpc.addInterfaceEndpoint(name, {
        service,
        subnets: { subnets: this.vpc.isolatedSubnets.slice(0, zoneCount) },
      });
      restrictEndpoint(endpoint, besides);
      Validations.of(endpoint).acknowledge({
        id: 'AwsSolutions-EC23',
        reason:
          "It lets in the network's own range, which the rule cannot read: it is a reference.",
      });
    }
  }

  /** Any three zones of the region, which are selected during a deployment. */
  override get availabilityZones(): string[] {
    return Array.from({ length: ZONE_COUNT }, (_, index) => Fn.select(index, Fn.getAzs()));
  }

  /**
   * Assigns the subnets to zones by id. Zone names differ between accounts, and CDK's VPC accepts
   * no zone ids.
   */
  #placeIn(zoneIds: readonly string[]): void {
    for (const [index, { node }] of this.vpc.isolatedSubnets.entries()) {
      const subnet = node.defaultChild as CfnSubnet;
      subnet.addPropertyDeletionOverride('AvailabilityZone');
      subnet.availabilityZoneId = zoneIds[index];
    }
  }

  /**
   * Allows access to the layers of container images, which are in a bucket that AWS owns.
   * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
   */
  #imageLayers(): OutsideOurAccount {
    return {
      actions: ['s3:GetObject'],
      resources: [`arn:${this.partition}:s3:::prod-${this.region}-starport-layer-bucket/*`],
      isByAnybody: true,
    };
  }

  #logRejectedTraffic(retentionDays: number): void {
    const logGroup = new LogGroup(this, 'FlowLogs', {
      retention: retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Traffic', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
      trafficType: FlowLogTrafficType.REJECT,
    });
  }
}
