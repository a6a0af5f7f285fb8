import { createHash } from 'node:crypto';
import { SqsServiceError } from './errors.ts';
import type { Deduplication } from './stored-message.ts';

/** The parsed attributes of a FIFO queue. */
export interface FifoSettings {
  readonly hasContentBasedDeduplication: boolean;
  readonly deduplicationScope: 'queue' | 'messageGroup';
}

export interface FifoFields {
  readonly body: string;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly delaySeconds?: number | undefined;
}

/** SQS allows 1 to 128 letters, digits and punctuation characters for both ids. */
const ID_PATTERN = /^[\x21-\x7e]{1,128}$/;

function invalid(message: string): SqsServiceError {
  return new SqsServiceError('InvalidParameterValue', message);
}

function checkId(name: string, id: string | undefined): void {
  if (id === undefined || ID_PATTERN.test(id)) return;
  throw invalid(
    `Expected 1 to 128 letters, digits or punctuation characters for ${name} but received '${id}'.`,
  );
}

/**
 * Checks a message's group and deduplication ids against the type of its queue.
 * @returns undefined for a standard queue
 * @throws SqsServiceError MissingParameter, InvalidParameterValue
 */
export function parseDeduplication(
  { body, groupId, deduplicationId, delaySeconds }: FifoFields,
  fifo: FifoSettings | undefined,
): Deduplication | undefined {
  checkId('MessageGroupId', groupId);
  checkId('MessageDeduplicationId', deduplicationId);
  if (fifo === undefined) {
    if (deduplicationId === undefined) return undefined;
    throw invalid('Expected no MessageDeduplicationId for a standard queue.');
  }
  if (groupId === undefined) {
    throw new SqsServiceError(
      'MissingParameter',
      'The request must contain the parameter MessageGroupId.',
    );
  }
  if (delaySeconds !== undefined && delaySeconds !== 0) {
    throw invalid(
      'Expected no DelaySeconds for a message of a FIFO queue. Set it for the queue instead.',
    );
  }
  const id = deduplicationId ?? contentId(body, fifo);
  return { id, key: fifo.deduplicationScope === 'queue' ? id : `${groupId} ${id}` };
}

function contentId(body: string, { hasContentBasedDeduplication }: FifoSettings): string {
  if (hasContentBasedDeduplication) return createHash('sha256').update(body).digest('hex');
  throw invalid(
    'Expected a MessageDeduplicationId, or a queue with ContentBasedDeduplication enabled.',
  );
}

const SEQUENCE_DIGITS = 20;

/** Pads to 20 digits: `00001764360000000001`. */
export function formatSequence(sequence: number | null | undefined): string | undefined {
  return sequence === null || sequence === undefined
    ? undefined
    : String(sequence).padStart(SEQUENCE_DIGITS, '0');
}
