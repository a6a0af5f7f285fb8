import type { JsonObject } from '@miniatura/local-service';
import { type SqsErrorCode, SqsServiceError } from './errors.ts';
import { requiredText } from './request-fields.ts';

/** SQS's limit for every batch operation. */
const MAX_ENTRY_COUNT = 10;
const ID_PATTERN = /^[A-Za-z0-9_-]{1,80}$/;

export interface BatchEntry {
  readonly id: string;
  readonly fields: JsonObject;
}

export interface BatchOutcome {
  readonly Successful: readonly JsonObject[];
  readonly Failed: readonly JsonObject[];
}

function fail(code: SqsErrorCode, message: string): never {
  throw new SqsServiceError(code, message);
}

function toEntry(value: unknown): BatchEntry {
  const fields = (value ?? {}) as JsonObject;
  const id = requiredText(fields, 'Id');
  if (!ID_PATTERN.test(id)) {
    fail(
      'InvalidBatchEntryId',
      `Expected 1 to 80 letters, digits, hyphens or underscores for a batch entry's Id but received '${id}'.`,
    );
  }
  return { id, fields };
}

/** Parses the entries of a batch request: 1 to 10, with distinct ids. */
export function parseBatchEntries(input: JsonObject): readonly BatchEntry[] {
  const values: unknown = input.Entries;
  if (!Array.isArray(values) || values.length === 0) {
    return fail('EmptyBatchRequest', 'There should be at least one entry in the request.');
  }
  if (values.length > MAX_ENTRY_COUNT) {
    fail(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${MAX_ENTRY_COUNT}. You have sent ${values.length}.`,
    );
  }
  const entries = values.map(toEntry);
  const repeated = entries.find(({ id }, index) => entries.findIndex((e) => e.id === id) < index);
  if (repeated) fail('BatchEntryIdsNotDistinct', `Id ${repeated.id} repeated.`);
  return entries;
}

/** Processes each entry. A rejected entry does not fail the others. */
export function forEachEntry(
  entries: readonly BatchEntry[],
  work: (entry: BatchEntry) => JsonObject,
): BatchOutcome {
  const successful: JsonObject[] = [];
  const failed: JsonObject[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.id, ...work(entry) });
    } catch (error) {
      if (!(error instanceof SqsServiceError)) throw error;
      const { queryCode, message } = error;
      failed.push({ Id: entry.id, SenderFault: true, Code: queryCode, Message: message });
    }
  }
  return { Successful: successful, Failed: failed };
}
