import type { JsonObject } from '@miniatura/local-service';
import { invalidParameter, SnsServiceError } from '../errors.ts';
import {
  byteCountOf,
  MAX_MESSAGE_BYTE_COUNT,
  parseMessage,
  type PublishedMessage,
} from '../parse-message.ts';
import { optionalList, optionalText, requiredText } from '../request-fields.ts';
import { type Operation, topicOf } from './operation.ts';

const MAX_ENTRY_COUNT = 10;
const ID_PATTERN = /^[\w-]{1,80}$/;

const Publish: Operation = (input, context) => {
  if (optionalText(input, 'PhoneNumber') !== undefined) {
    throw invalidParameter('PhoneNumber', 'only topics are supported here');
  }
  const field = input['TopicArn'] === undefined ? 'TargetArn' : 'TopicArn';
  const { name } = topicOf(input, context, field);
  const [MessageId] = context.publisher.publish(name, [parseMessage(input)]);
  return { MessageId };
};

function entriesIn(input: JsonObject): readonly JsonObject[] {
  const entries = optionalList(input, 'PublishBatchRequestEntries');
  if (entries.length === 0) {
    throw new SnsServiceError('EmptyBatchRequest', 'The batch request has no entries.');
  }
  if (entries.length > MAX_ENTRY_COUNT) {
    throw new SnsServiceError(
      'TooManyEntriesInBatchRequest',
      `Expected at most ${MAX_ENTRY_COUNT} entries but received ${entries.length}.`,
    );
  }
  const ids = entries.map((entry) => requiredText(entry, 'Id'));
  const invalid = ids.find((id) => !ID_PATTERN.test(id));
  if (invalid !== undefined) {
    throw new SnsServiceError('InvalidBatchEntryId', `The Id of an entry is invalid: ${invalid}`);
  }
  if (new Set(ids).size < ids.length) {
    throw new SnsServiceError('BatchEntryIdsNotDistinct', 'Two or more entries have the same Id.');
  }
  return entries;
}

type Parsed =
  | { readonly Id: string; readonly message: PublishedMessage }
  | { readonly Id: string; readonly error: SnsServiceError };

function parseEntry(entry: JsonObject): Parsed {
  const Id = requiredText(entry, 'Id');
  try {
    return { Id, message: parseMessage(entry) };
  } catch (error) {
    if (!(error instanceof SnsServiceError)) throw error;
    return { Id, error };
  }
}

/** A rejected entry does not fail the others, which are stored in one transaction. */
const PublishBatch: Operation = (input, context) => {
  const { name } = topicOf(input, context);
  const entries = entriesIn(input).map(parseEntry);
  const accepted = entries.filter((entry) => 'message' in entry);
  const messages = accepted.map(({ message }) => message);
  if (messages.reduce((sum, each) => sum + byteCountOf(each), 0) > MAX_MESSAGE_BYTE_COUNT) {
    throw new SnsServiceError('BatchRequestTooLong', 'The length of all messages is too large.');
  }
  const messageIds = context.publisher.publish(name, messages);
  return {
    Successful: accepted.map(({ Id }, index) => ({ Id, MessageId: messageIds[index] })),
    Failed: entries
      .filter((entry) => 'error' in entry)
      .map(({ Id, error: { code, message } }) => ({
        Id,
        Code: code,
        Message: message,
        SenderFault: true,
      })),
  };
};

export const publishOperations = { Publish, PublishBatch };
