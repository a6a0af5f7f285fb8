import {
  CreateTopicCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import type { OnEvent } from '@miniatura/local-s3';
import { type LocalSns, SnsServiceError } from '@miniatura/local-sns';
import { type Lane, subscriptionAttributesOf } from '@miniatura/thumbnailer/lanes';
import { CREDENTIALS, ORIGINALS_TOPIC, REGION } from './names.ts';
import type { ThumbnailerQueues } from './thumbnailer-queues.ts';

/**
 * Creates the topic and the subscriptions of both queues when they are missing.
 * @returns publishes an event of S3 in process. It resolves when SNS has stored the event, which S3 may
 * delete then.
 */
export async function connectTopic(sns: LocalSns, queues: ThumbnailerQueues): Promise<OnEvent> {
  const client = new SNSClient({
    region: REGION,
    credentials: CREDENTIALS,
    endpoint: sns.endpoint,
  });
  try {
    const { TopicArn } = await client.send(new CreateTopicCommand({ Name: ORIGINALS_TOPIC }));
    for (const lane of ['interactive', 'bulk'] as const) {
      await subscribe(client, TopicArn, { lane, Endpoint: queues[lane].arn });
    }
  } finally {
    client.destroy();
  }
  return async ({ destinationArn, message }) => publish(sns, destinationArn, message);
}

/** Updates the attributes of a subscription that an earlier version has created. */
async function subscribe(
  sns: SNSClient,
  TopicArn: string | undefined,
  { lane, Endpoint }: { readonly lane: Lane; readonly Endpoint: string },
): Promise<void> {
  const { SubscriptionArn } = await sns.send(
    new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint }),
  );
  for (const [AttributeName, AttributeValue] of Object.entries(subscriptionAttributesOf(lane))) {
    await sns.send(
      new SetSubscriptionAttributesCommand({ SubscriptionArn, AttributeName, AttributeValue }),
    );
  }
}

function publish(sns: LocalSns, topicArn: string, event: object): void {
  const message = JSON.stringify(event);
  try {
    sns.publish({ topicArn, subject: 'Amazon S3 Notification', message });
  } catch (error) {
    // Another destination, which a user has configured: S3 drops events that it cannot deliver.
    if (!(error instanceof SnsServiceError && error.code === 'NotFound')) throw error;
  }
}
