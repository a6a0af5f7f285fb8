import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import type { PageAsset } from '../function-assets.ts';
import { ALL_OBJECTS_FINDING } from '../solutions-checks.ts';
import type { PageDistribution } from './page-distribution.ts';

export interface PageFilesProps {
  readonly page: PageDistribution;
  readonly asset: PageAsset;
  /** The contents of `/config.json`, which the page reads. */
  readonly config: Readonly<Record<'apiUrl' | 'issuer' | 'clientId', string>>;
}

const ASSETS = 'assets/*';

/** Uploads the built page and its configuration to its bucket. */
export class PageFiles extends Construct {
  constructor(scope: Construct, id: string, { page, asset, config }: PageFilesProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_DAY,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const shared = {
      destinationBucket: page.bucket,
      distribution: page.distribution,
      logGroup,
      // Pages that are still open may load files of earlier versions.
      prune: false,
    };
    new BucketDeployment(this, 'Hashed', {
      ...shared,
      sources: [asset()],
      exclude: ['*'],
      include: [ASSETS],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
      distributionPaths: ['/assets/*'],
    });
    new BucketDeployment(this, 'Named', {
      ...shared,
      sources: [asset(), Source.jsonData('config.json', config)],
      exclude: [ASSETS],
      cacheControl: [CacheControl.fromString('no-cache')],
      distributionPaths: ['/*'],
    });
    acknowledgeDeployer(Stack.of(this));
  }
}

const DEPLOYER_FINDINGS = [
  'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]',
  ...['GetObject', 'GetBucket', 'List', 'DeleteObject', 'Abort'].map(
    (action) => `AwsSolutions-IAM5[Action::s3:${action}*]`,
  ),
  'AwsSolutions-IAM5[Resource::*]',
  ALL_OBJECTS_FINDING,
  'AwsSolutions-L1',
];

/** Acknowledges the permissions of CDK's own function that copies files. */
function acknowledgeDeployer(stack: Stack): void {
  const reason =
    "CDK's own function copies the page's files and invalidates CloudFront; its policy is CDK's.";
  for (const construct of stack.node.children) {
    if (!construct.node.id.startsWith('Custom::CDKBucketDeployment')) continue;
    for (const id of DEPLOYER_FINDINGS) {
      Validations.of(construct).acknowledge({ id, reason });
    }
  }
}
