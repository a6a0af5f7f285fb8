import { Fn, RemovalPolicy, Stack, Validations, type StackProps } from 'aws-cdk-lib';
import {
  FlowLogDestination,
  GatewayVpcEndpointAwsService,
  InterfaceVpcEndpointAwsService,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';

export interface NetworkStackProps extends StackProps {
  readonly settings: StageSettings;
}

/** Redshift Serverless asks for three. */
const ZONE_COUNT = 3;

/** What functions in isolated subnets call; S3 has a gateway of its own, which costs nothing. */
const INTERFACE_ENDPOINTS = {
  Rekognition: InterfaceVpcEndpointAwsService.REKOGNITION,
  RedshiftData: InterfaceVpcEndpointAwsService.REDSHIFT_DATA,
};

/**
 * Isolated subnets in three zones, with doors to the services that are called, and no way out. Beside
 * them, for the few functions that call what has no door, subnets that lead out by one NAT gateway:
 * Cognito's keys, since a pool with a sign-in page answers at no interface endpoint.
 */
export class NetworkStack extends Stack {
  readonly vpc: Vpc;

  constructor(scope: Construct, id: string, { settings, ...props }: NetworkStackProps) {
    super(scope, id, props);
    this.vpc = new Vpc(this, 'Vpc', {
      natGateways: 1,
      availabilityZones: this.availabilityZones,
      subnetConfiguration: [
        { name: 'isolated', subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 },
        { name: 'leading-out', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 24 },
        // Holds the gateway, and nothing of ours.
        {
          name: 'public',
          subnetType: SubnetType.PUBLIC,
          cidrMask: 28,
          mapPublicIpOnLaunch: false,
        },
      ],
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    this.#logRefusedTraffic(settings.retentionDays);
    for (const [name, service] of Object.entries(INTERFACE_ENDPOINTS)) {
      const endpoint = this.vpc.addInterfaceEndpoint(name, {
        service,
        subnets: { subnets: this.vpc.isolatedSubnets.slice(0, settings.endpointZoneCount) },
      });
      Validations.of(endpoint).acknowledge({
        id: 'AwsSolutions-EC23',
        reason:
          "It lets in the network's own range, which the rule cannot read: it is a reference.",
      });
    }
  }

  /** Any three of the region's zones: which there are is looked up when the stack is deployed. */
  override get availabilityZones(): string[] {
    return Array.from({ length: ZONE_COUNT }, (_, index) => Fn.select(index, Fn.getAzs()));
  }

  #logRefusedTraffic(retentionDays: number): void {
    const logGroup = new LogGroup(this, 'FlowLogs', {
      retention: retentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.vpc.addFlowLog('Traffic', {
      destination: FlowLogDestination.toCloudWatchLogs(logGroup),
    });
  }
}
