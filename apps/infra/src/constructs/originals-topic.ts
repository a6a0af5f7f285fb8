import { OBJECT_EVENTS } from '@miniatura/thumbnailer/resources';
import type { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Key } from 'aws-cdk-lib/aws-kms';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import { Topic, TracingConfig } from 'aws-cdk-lib/aws-sns';
import { CfnResourcePolicy as TracePolicy } from 'aws-cdk-lib/aws-xray';

export interface OriginalsTopicProps {
  /** The stage's name. */
  readonly name: string;
  readonly encryptionKey: Key;
  readonly originals: Bucket;
}

/** Creates the topic to which the bucket of originals publishes. Other subscribers can be added. */
export function createOriginalsTopic(scope: Stack, props: OriginalsTopicProps): Topic {
  const { name, encryptionKey } = props;
  const topic = new Topic(scope, 'OriginalsTopic', {
    displayName: `${name}: changes of the originals`,
    masterKey: encryptionKey,
    enforceSSL: true,
    tracingConfig: TracingConfig.ACTIVE,
  });
  allowTraces(scope, topic, name);
  publishEvents(scope, topic, props);
  return topic;
}

/**
 * Allows traces that begin at the S3 event, because uploads by form carry no trace header.
 * @see https://docs.aws.amazon.com/sns/latest/dg/sns-active-tracing.html
 */
function allowTraces(scope: Stack, { topicArn }: Topic, name: string): void {
  const statement = {
    Effect: 'Allow',
    Principal: { Service: 'sns.amazonaws.com' },
    Action: ['xray:PutTraceSegments', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    Resource: '*',
    Condition: {
      StringEquals: { 'aws:SourceAccount': scope.account },
      StringLike: { 'aws:SourceArn': topicArn },
    },
  };
  new TracePolicy(scope, 'TracesOfTopic', {
    policyName: `${name}-topic`,
    policyDocument: scope.toJsonString({ Version: '2012-10-17', Statement: [statement] }),
  });
}

/**
 * Configures the notifications by CloudFormation alone: `addEventNotification` would add a function
 * that may change the notifications of every bucket. The policies refer to the account, because the
 * bucket is created after them.
 */
function publishEvents(
  scope: Stack,
  topic: Topic,
  { encryptionKey, originals }: OriginalsTopicProps,
): void {
  const publish = new PolicyStatement({
    principals: [new ServicePrincipal('s3.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': scope.account } },
  });
  const { policyDependable } = topic.addToResourcePolicy(publish);
  encryptionKey.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal('s3.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      resources: ['*'],
      conditions: { StringEquals: { 'aws:SourceAccount': scope.account } },
    }),
  );
  const bucket = originals.node.defaultChild as CfnBucket;
  bucket.notificationConfiguration = {
    topicConfigurations: OBJECT_EVENTS.map((event) => ({ event, topic: topic.topicArn })),
  };
  if (policyDependable !== undefined) bucket.node.addDependency(policyDependable);
}
