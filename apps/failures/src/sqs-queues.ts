import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { FAILURE_ID_ATTRIBUTE } from '@miniatura/metadata/failure-messages';
import type { FailedMessage } from './park-message.ts';
import type { ParkedMessage, ParkedMessages } from './redrive-failures.ts';

/** SQS's limit for one request. */
const BATCH_SIZE = 10;
/** Long polling queries all servers of SQS; short polling queries some. */
const WAIT_S = 1;
/** The visibility timeout of parked messages while they are redriven. */
const REDRIVE_VISIBILITY_TIMEOUT_S = 15 * 60;

/** The attribute of a parked message with the ARN of its source queue. */
const SOURCE_ATTRIBUTE = 'source-queue';

/** Sends messages to the parking queue with their failure's id and source. */
export function parkingSender(sqs: SQSClient, queueUrl: string) {
  return {
    send: async ({ body, failureId, sourceArn }: FailedMessage) =>
      send(sqs, queueUrl, body, {
        [FAILURE_ID_ATTRIBUTE]: failureId,
        ...(sourceArn !== undefined && { [SOURCE_ATTRIBUTE]: sourceArn }),
      }),
  };
}

/** Sends messages to their source queue, or to the first queue when the source is unknown. */
export function sourceSender(sqs: SQSClient, queueUrls: readonly [string, ...string[]]) {
  return {
    async send({ body, failureId, sourceArn = '' }: FailedMessage) {
      const name = sourceArn.split(':').at(-1);
      const source = queueUrls.find((url) => url.split('/').at(-1) === name) ?? queueUrls[0];
      await send(sqs, source, body, { [FAILURE_ID_ATTRIBUTE]: failureId });
    },
  };
}

async function send(
  sqs: SQSClient,
  QueueUrl: string,
  MessageBody: string,
  attributes: Readonly<Record<string, string>>,
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
}

/** Receives, deletes and releases the messages of the parking queue. */
export function parkedMessages(sqs: SQSClient, queueUrl: string): ParkedMessages {
  return {
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH_SIZE,
          MessageAttributeNames: [FAILURE_ID_ATTRIBUTE, SOURCE_ATTRIBUTE],
          VisibilityTimeout: REDRIVE_VISIBILITY_TIMEOUT_S,
          WaitTimeSeconds: WAIT_S,
        }),
      );
      return Messages.map(parkedMessageOf);
    },
    async delete({ receiptHandle }) {
      await sqs.send(
        new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle: receiptHandle }),
      );
    },
    async release(messages) {
      for (let first = 0; first < messages.length; first += BATCH_SIZE) {
        const Entries = messages
          .slice(first, first + BATCH_SIZE)
          .map(({ messageId, receiptHandle }) => ({
            Id: messageId,
            ReceiptHandle: receiptHandle,
            VisibilityTimeout: 0,
          }));
        await sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: queueUrl, Entries }));
      }
    },
  };
}

function parkedMessageOf(message: Message): ParkedMessage {
  const { MessageId: messageId = '', ReceiptHandle: receiptHandle = '', Body: body = '' } = message;
  const { MessageAttributes: attributes } = message;
  const failureId = attributes?.[FAILURE_ID_ATTRIBUTE]?.StringValue ?? messageId;
  const sourceArn = attributes?.[SOURCE_ATTRIBUTE]?.StringValue;
  return { messageId, receiptHandle, body, failureId, sourceArn };
}
