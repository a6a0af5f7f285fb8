import { Stack, Stage, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { expireHelperLogs } from './constructs/expire-helper-logs.ts';
import type { FunctionAssets, JobImage, PageAsset } from './function-assets.ts';
import { AnalyticsStack } from './stacks/analytics-stack.ts';
import { ApiStack } from './stacks/api-stack.ts';
import { DashboardsStack } from './stacks/dashboards-stack.ts';
import { DataStack } from './stacks/data-stack.ts';
import { EdgeStack } from './stacks/edge-stack.ts';
import { NetworkStack } from './stacks/network-stack.ts';
import { ObservabilityStack } from './stacks/observability-stack.ts';
import { ProcessingStack } from './stacks/processing-stack.ts';
import { RemovalStack } from './stacks/removal-stack.ts';
import { ReplicaStack } from './stacks/replica-stack.ts';
import { RetentionStack } from './stacks/retention-stack.ts';
import type { StageSettings } from './stages.ts';

export interface MiniaturaStageProps {
  readonly stageName: string;
  readonly settings: StageSettings;
  readonly assets: FunctionAssets;
  readonly pageAsset: PageAsset;
  readonly jobImage: JobImage;
  /** If true, buckets, keys and databases outlive their stacks. */
  readonly isDataKept: boolean;
  /** When the stage deletes itself; undefined for never. */
  readonly removeAt?: Date | undefined;
}

/** One complete system. */
export class MiniaturaStage extends Stage {
  readonly network: NetworkStack;
  readonly data: DataStack;
  readonly processing: ProcessingStack;
  readonly analytics: AnalyticsStack;
  readonly retention: RetentionStack;
  readonly edge: EdgeStack;
  readonly api: ApiStack;
  readonly observability: ObservabilityStack;

  constructor(scope: Construct, props: MiniaturaStageProps) {
    const { stageName, settings, assets, pageAsset, jobImage, isDataKept, removeAt } = props;
    const name = `miniatura-${stageName}`;
    super(scope, stageName, { env: { region: settings.region } });
    Tags.of(this).add('miniatura:stage', stageName, {
      // Some versions of CloudFormation's schemas lack the tags of a dashboard.
      excludeResourceTypes: ['AWS::CloudWatch::Dashboard'],
    });
    const stack = (part: string) => ({
      name,
      settings,
      stackName: `${name}-${part}`,
      terminationProtection: settings.isDeletionProtected && isDataKept,
    });

    this.edge = new EdgeStack(this, 'edge', { ...stack('edge'), isDataKept });
    this.network = new NetworkStack(this, 'network', stack('network'));
    const { vpc } = this.network;
    this.data = new DataStack(this, 'data', {
      ...stack('data'),
      vpc,
      assets,
      pageOrigin: this.edge.page.origin,
      isDataKept,
    });
    if (settings.replicaRegion !== undefined) {
      const replica = new ReplicaStack(this, 'replica', {
        ...stack('replica'),
        env: { region: settings.replicaRegion },
        isDataKept,
      });
      // The target of a replication must exist first.
      this.data.addStackDependency(replica);
    }
    const { data } = this;
    this.processing = new ProcessingStack(this, 'processing', {
      ...stack('processing'),
      vpc,
      data,
      assets,
      jobImage,
    });
    this.analytics = new AnalyticsStack(this, 'analytics', {
      ...stack('analytics'),
      vpc,
      data,
      assets,
      isDataKept,
    });
    const { processing, analytics } = this;
    if (settings.quickSight !== undefined && analytics.dashboardLogin !== undefined) {
      new DashboardsStack(this, 'dashboards', {
        ...stack('dashboards'),
        quickSight: settings.quickSight,
        vpc,
        analytics,
        login: analytics.dashboardLogin,
      });
    }
    this.retention = new RetentionStack(this, 'retention', {
      ...stack('retention'),
      vpc,
      data,
      analytics,
      assets,
    });
    const { retention, edge } = this;
    this.api = new ApiStack(this, 'api', {
      ...stack('api'),
      vpc,
      data,
      analytics,
      edge,
      assets,
      pageAsset,
    });
    this.observability = new ObservabilityStack(this, 'observability', {
      ...stack('observability'),
      data,
      processing,
      analytics,
      retention,
      api: this.api,
      edge,
    });
    const stacks = this.node.children.filter((child) => child instanceof Stack);
    for (const each of stacks) expireHelperLogs(each, settings.retentionDays);
    if (removeAt !== undefined) {
      new RemovalStack(this, 'removal', {
        stackName: `${name}-removal`,
        removeAt,
        stackNames: stacks.map(({ stackName }) => stackName),
      });
    }
  }
}
