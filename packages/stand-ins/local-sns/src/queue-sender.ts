import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from './delivery-store.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { queuePathOf } from './topic-address.ts';

/** Sends a delivery to its queue. @throws errors of the queue and of the network */
export type SendToQueue = (delivery: Delivery) => Promise<void>;

export interface QueueSender {
  readonly send: SendToQueue;
  close(): void;
}

/** Converts binary values from base64 to bytes, as the SDK expects them. */
function toSqsAttributes(attributes: MessageAttributes) {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue !== undefined && { StringValue }),
        ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue, 'base64') }),
      },
    ]),
  );
}

/** Sends to the queues of an SQS endpoint. The queue's name is that in its ARN. */
export function queueSender(sqsEndpoint: string, region: string): QueueSender {
  const client = new SQSClient({
    endpoint: sqsEndpoint,
    region,
    // The stand-in does not verify them.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    // The deliverer retries.
    maxAttempts: 1,
  });
  return {
    async send({ queueArn, body, attributes, groupId }) {
      await client.send(
        new SendMessageCommand({
          QueueUrl: sqsEndpoint + queuePathOf(queueArn),
          MessageBody: body,
          MessageAttributes: toSqsAttributes(attributes),
          MessageGroupId: groupId,
        }),
      );
    },
    close: () => client.destroy(),
  };
}
