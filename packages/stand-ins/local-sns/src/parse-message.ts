import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import { invalidParameter } from './errors.ts';
import {
  type MessageAttributes,
  messageAttributesByteCount,
  parseMessageAttributes,
} from './message-attributes.ts';
import { optionalText, requiredText } from './request-fields.ts';

/** A validated message to publish. */
export interface PublishedMessage {
  /** The text that queues receive. */
  readonly body: string;
  readonly subject: string | undefined;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
}

/** SNS's limit for a message, and for all messages of a batch: 256 KiB. */
export const MAX_MESSAGE_BYTE_COUNT = 262_144;

const SUBJECT_PATTERN = /^[^\s\u0000-\u001f][^\u0000-\u001f]{0,99}$/;

/** Selects the text for SQS from `{"default":"…","sqs":"…"}`. */
function messageForQueues(text: string): string {
  let messages: unknown;
  try {
    messages = JSON.parse(text);
  } catch {
    throw invalidParameter('Message Structure', 'JSON message body failed to parse');
  }
  const { default: fallback, sqs } = isJsonObject(messages) ? messages : {};
  if (typeof fallback !== 'string') {
    throw invalidParameter('Message Structure', 'no default entry in JSON message body');
  }
  return typeof sqs === 'string' ? sqs : fallback;
}

function bodyIn(fields: JsonObject): string {
  const message = requiredText(fields, 'Message');
  const structure = optionalText(fields, 'MessageStructure');
  if (structure === undefined) return message;
  if (structure === 'json') return messageForQueues(message);
  throw invalidParameter('MessageStructure', `expected json but received '${structure}'`);
}

export function byteCountOf({ body, attributes }: PublishedMessage): number {
  return Buffer.byteLength(body) + messageAttributesByteCount(attributes);
}

/** Parses the message of a Publish, or of an entry of a PublishBatch. @throws SnsServiceError */
export function parseMessage(fields: JsonObject): PublishedMessage {
  const subject = optionalText(fields, 'Subject');
  if (subject !== undefined && !SUBJECT_PATTERN.test(subject)) {
    throw invalidParameter('Subject', 'expected 1 to 100 characters without control characters');
  }
  if (optionalText(fields, 'MessageDeduplicationId') !== undefined) {
    throw invalidParameter('MessageDeduplicationId', 'this is not a FIFO topic');
  }
  const attributes = fields['MessageAttributes'] ?? {};
  if (!isJsonObject(attributes)) throw invalidParameter('MessageAttributes', 'expected a map');
  const message = {
    body: bodyIn(fields),
    subject,
    attributes: parseMessageAttributes(attributes),
    groupId: optionalText(fields, 'MessageGroupId'),
  };
  if (byteCountOf(message) > MAX_MESSAGE_BYTE_COUNT) {
    throw invalidParameter('Message', `message too long: over ${MAX_MESSAGE_BYTE_COUNT} bytes`);
  }
  return message;
}
