import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { Delivery } from './delivery-store.ts';
import type { MessageAttributes } from './message-attributes.ts';
import { queuePathOf } from './topic-address.ts';

/** Puts a delivery into its queue. @throws whatever the queue answers with, or the way to it */
export type SendToQueue = (delivery: Delivery) => Promise<void>;

export interface QueueSender {
  readonly send: SendToQueue;
  close(): void;
}

/** As the SDK takes them: binary values are bytes. */
const toSqsAttributes = (attributes: MessageAttributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        DataType,
        ...(StringValue !== undefined && { StringValue }),
        ...(BinaryValue !== undefined && { BinaryValue: Buffer.from(BinaryValue, 'base64') }),
      },
    ]),
  );

/** Sends to the queues of an SQS endpoint, which are found there by their ARNs' names. */
export const queueSender = (sqsEndpoint: string, region: string): QueueSender => {
  const client = new SQSClient({
    endpoint: sqsEndpoint,
    region,
    // The stand-in checks none.
    credentials: { accessKeyId: 'local', secretAccessKey: 'local-secret' },
    // The deliverer tries again.
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
};
