import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { FAILURE_ID_ATTRIBUTE } from '@miniatura/metadata/failure-messages';
import type { FailedMessage } from './park-message.ts';
import type { ParkedMessage, ParkedMessages } from './redrive-failures.ts';

/** The most that one request takes. */
const BATCH_SIZE = 10;
/** Asks all of SQS's servers, where a request that does not wait asks some. */
const WAIT_S = 1;
/** How long messages stay out of sight of others while they are looked through. */
const LOOK_THROUGH_S = 15 * 60;

/** What a parked message carries, so that it can be put back where it came from. */
const SOURCE_ATTRIBUTE = 'source-queue';

/** Sends messages to the parking queue, with their failure's id and their source. */
export function parkingSender(sqs: SQSClient, queueUrl: string) {
  return {
    send: async ({ body, failureId, sourceArn }: FailedMessage) =>
      send(sqs, queueUrl, body, {
        [FAILURE_ID_ATTRIBUTE]: failureId,
        ...(sourceArn !== undefined && { [SOURCE_ATTRIBUTE]: sourceArn }),
      }),
  };
}

/** Sends messages back to their sources, to the first queue where no other is named. */
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

/** The messages in the parking queue. */
export function parkedMessages(sqs: SQSClient, queueUrl: string): ParkedMessages {
  return {
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH_SIZE,
          MessageAttributeNames: [FAILURE_ID_ATTRIBUTE, SOURCE_ATTRIBUTE],
          VisibilityTimeout: LOOK_THROUGH_S,
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
