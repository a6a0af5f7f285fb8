import type { JsonObject } from '@miniatura/local-service';
import { forEachEntry, parseBatchEntries } from '../batch-entries.ts';
import { messageByteCount } from '../check-message.ts';
import { SqsServiceError } from '../errors.ts';
import {
  type MessageAttributes,
  parseMessageAttributes,
  selectMessageAttributes,
} from '../message-attributes.ts';
import { md5OfMessageAttributes } from '../message-md5.ts';
import { messageSystemAttributes } from '../message-system-attributes.ts';
import type { ReceivedMessage, SendOptions, SentMessage } from '../queue-messages.ts';
import type { Queue } from '../queue.ts';
import {
  optionalInteger,
  optionalMap,
  optionalText,
  optionalTextList,
  requiredInteger,
  requiredText,
} from '../request-fields.ts';
import { type Operation, queueOf } from './operation.ts';

const DELAY_SECONDS = { min: 0, max: 900 };
const VISIBILITY_SECONDS = { min: 0, max: 43_200 };
const WAIT_SECONDS = { min: 0, max: 20 };
const RECEIVE_COUNT = { min: 1, max: 10 };

/** SQS's limit for the total size of the messages of one SendMessageBatch: 1 MiB. */
const MAX_BATCH_BYTE_COUNT = 1_048_576;

function sendOptions(input: JsonObject): SendOptions & { readonly body: string } {
  const trace = optionalMap(optionalMap(input, 'MessageSystemAttributes'), 'AWSTraceHeader');
  return {
    body: requiredText(input, 'MessageBody'),
    delaySeconds: optionalInteger(input, 'DelaySeconds', DELAY_SECONDS),
    messageAttributes: optionalMap(input, 'MessageAttributes') as MessageAttributes,
    traceHeader: typeof trace.StringValue === 'string' ? trace.StringValue : undefined,
    groupId: optionalText(input, 'MessageGroupId'),
    deduplicationId: optionalText(input, 'MessageDeduplicationId'),
  };
}

function systemAttributesMd5(input: JsonObject): string | undefined {
  return md5OfMessageAttributes(optionalMap(input, 'MessageSystemAttributes') as MessageAttributes);
}

function sentFields(sent: SentMessage, input: JsonObject): JsonObject {
  return {
    MessageId: sent.messageId,
    MD5OfMessageBody: sent.md5OfBody,
    MD5OfMessageAttributes: sent.md5OfMessageAttributes,
    MD5OfMessageSystemAttributes: systemAttributesMd5(input),
    SequenceNumber: sent.sequenceNumber,
  };
}

function send(queue: Queue, input: JsonObject): JsonObject {
  const { body, ...options } = sendOptions(input);
  return sentFields(queue.send(body, options), input);
}

const SendMessage: Operation = (input, context) => send(queueOf(input, context), input);

function checkBatchByteCount(entries: readonly { readonly fields: JsonObject }[]): void {
  const byteCount = entries
    .map(({ fields }) =>
      messageByteCount(
        requiredText(fields, 'MessageBody'),
        parseMessageAttributes(optionalMap(fields, 'MessageAttributes')),
      ),
    )
    .reduce((sum, bytes) => sum + bytes, 0);
  if (byteCount <= MAX_BATCH_BYTE_COUNT) return;
  throw new SqsServiceError(
    'BatchRequestTooLong',
    `Batch requests cannot be longer than ${MAX_BATCH_BYTE_COUNT} bytes. You have sent ${byteCount} bytes.`,
  );
}

const SendMessageBatch: Operation = (input, context) => {
  const queue = queueOf(input, context);
  const entries = parseBatchEntries(input);
  checkBatchByteCount(entries);
  return { ...forEachEntry(entries, ({ fields }) => send(queue, fields)) };
};

function messageFields(
  message: ReceivedMessage,
  systemNames: readonly string[],
  attributeNames: readonly string[],
): JsonObject {
  const system = Object.entries(messageSystemAttributes(message)).filter(
    ([name]) => systemNames.includes('All') || systemNames.includes(name),
  );
  const attributes = selectMessageAttributes(message.messageAttributes, attributeNames);
  return {
    MessageId: message.messageId,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: message.md5OfBody,
    Body: message.body,
    Attributes: system.length === 0 ? undefined : Object.fromEntries(system),
    MD5OfMessageAttributes: md5OfMessageAttributes(attributes),
    MessageAttributes: Object.keys(attributes).length === 0 ? undefined : attributes,
  };
}

function inMs(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000;
}

const ReceiveMessage: Operation = async (input, context) => {
  const systemNames = [
    ...optionalTextList(input, 'AttributeNames'),
    ...optionalTextList(input, 'MessageSystemAttributeNames'),
  ];
  const attributeNames = optionalTextList(input, 'MessageAttributeNames');
  const messages = await queueOf(input, context).receive({
    maxNumberOfMessages: optionalInteger(input, 'MaxNumberOfMessages', RECEIVE_COUNT) ?? 1,
    visibilityTimeoutMs: inMs(optionalInteger(input, 'VisibilityTimeout', VISIBILITY_SECONDS)),
    waitMs: inMs(optionalInteger(input, 'WaitTimeSeconds', WAIT_SECONDS)),
    signal: context.signal,
  });
  if (messages.length === 0) return {};
  return {
    Messages: messages.map((message) => messageFields(message, systemNames, attributeNames)),
  };
};

function deleteOne(queue: Queue, input: JsonObject): JsonObject {
  queue.delete([requiredText(input, 'ReceiptHandle')]);
  return {};
}

const DeleteMessage: Operation = (input, context) => deleteOne(queueOf(input, context), input);

const DeleteMessageBatch: Operation = (input, context) => {
  const queue = queueOf(input, context);
  return {
    ...forEachEntry(parseBatchEntries(input), ({ fields }) => deleteOne(queue, fields)),
  };
};

function changeOne(queue: Queue, input: JsonObject): JsonObject {
  const seconds = requiredInteger(input, 'VisibilityTimeout', VISIBILITY_SECONDS);
  queue.changeVisibility(requiredText(input, 'ReceiptHandle'), seconds * 1000);
  return {};
}

const ChangeMessageVisibility: Operation = (input, context) =>
  changeOne(queueOf(input, context), input);

const ChangeMessageVisibilityBatch: Operation = (input, context) => {
  const queue = queueOf(input, context);
  return {
    ...forEachEntry(parseBatchEntries(input), ({ fields }) => changeOne(queue, fields)),
  };
};

export const messageOperations = {
  ChangeMessageVisibility,
  ChangeMessageVisibilityBatch,
  DeleteMessage,
  DeleteMessageBatch,
  ReceiveMessage,
  SendMessage,
  SendMessageBatch,
};
