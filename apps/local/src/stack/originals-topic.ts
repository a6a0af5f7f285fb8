import {
  CreateTopicCommand,
  NotFoundException,
  PublishCommand,
  SetSubscriptionAttributesCommand,
  SNSClient,
  SubscribeCommand,
} from '@aws-sdk/client-sns';
import type { OnEvent } from '@miniatura/local-s3';
import { type Lane, subscriptionAttributesOf } from '@miniatura/thumbnailer/lanes';
import { CREDENTIALS, ORIGINALS_TOPIC, REGION } from './names.ts';
import type { ThumbnailerQueues } from './thumbnailer-queues.ts';

/** The topic to which S3 sends the events of the originals. */
export interface OriginalsTopic {
  /** Resolves when SNS has stored the event, which S3 may delete then. */
  readonly publish: OnEvent;
  close(): void;
}

/** Creates the topic and the subscriptions of both queues when they are missing. */
export async function connectTopic(
  endpoint: string,
  queues: ThumbnailerQueues,
): Promise<OriginalsTopic> {
  const sns = new SNSClient({ region: REGION, credentials: CREDENTIALS, endpoint });
  const { TopicArn } = await sns.send(new CreateTopicCommand({ Name: ORIGINALS_TOPIC }));
  for (const lane of ['interactive', 'bulk'] as const) {
    await subscribe(sns, TopicArn, { lane, Endpoint: queues[lane].arn });
  }
  return { publish: (event) => publish(sns, event), close: () => sns.destroy() };
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

async function publish(
  sns: SNSClient,
  { destinationArn, message }: Parameters<OnEvent>[0],
): Promise<void> {
  const command = new PublishCommand({
    TopicArn: destinationArn,
    Subject: 'Amazon S3 Notification',
    Message: JSON.stringify(message),
  });
  await sns.send(command).catch((error: unknown) => {
    // Another destination, which a user has configured: S3 drops events that it cannot deliver.
    if (!(error instanceof NotFoundException)) throw error;
  });
}
