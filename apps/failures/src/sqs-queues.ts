import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type Message,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { FAILURE_ID_ATTRIBUTE } from '@miniatura/metadata/failure-messages';
import type { ParkedMessage, ParkedMessages } from './redrive-failures.ts';

/** The most that one request takes. */
const BATCH_SIZE = 10;
/** Asks all of SQS's servers, where a request that does not wait asks some. */
const WAIT_S = 1;
/** How long messages stay out of sight of others while they are looked through. */
const LOOK_THROUGH_S = 15 * 60;

/** Sends messages that carry their failure's id. */
export function failureSender(sqs: SQSClient, queueUrl: string) {
  return {
    async send({ body, failureId }: { readonly body: string; readonly failureId: string }) {
      await sqs.send(
        new SendMessageCommand({
          QueueUrl: queueUrl,
          MessageBody: body,
          MessageAttributes: {
            [FAILURE_ID_ATTRIBUTE]: { DataType: 'String', StringValue: failureId },
          },
        }),
      );
    },
  };
}

/** The messages in the parking queue. */
export function parkedMessages(sqs: SQSClient, queueUrl: string): ParkedMessages {
  return {
    async receive() {
      const { Messages = [] } = await sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: BATCH_SIZE,
          MessageAttributeNames: [FAILURE_ID_ATTRIBUTE],
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
  const failureId = message.MessageAttributes?.[FAILURE_ID_ATTRIBUTE]?.StringValue ?? messageId;
  return { messageId, receiptHandle, body, failureId };
}
