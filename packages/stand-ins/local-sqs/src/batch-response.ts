import { LocalSqsError } from './errors.ts';

function invalid(reason: string): LocalSqsError {
  return new LocalSqsError(
    'invalid-batch-response',
    `Expected { batchItemFailures: [{ itemIdentifier: messageId }] } from the handler, but ${reason}: the whole batch failed.`,
  );
}

function parseIdentifier(failure: unknown, messageIds: ReadonlySet<string>): string {
  const id: unknown = (failure as { itemIdentifier?: unknown } | null)?.itemIdentifier;
  if (typeof id === 'string' && messageIds.has(id)) return id;
  throw invalid(`received the item ${JSON.stringify(failure)}`);
}

/**
 * Returns the ids of the messages that the handler reports as failed. As in Lambda, nothing, an
 * empty object and an empty list mean complete success; anything else must contain ids of the
 * batch.
 * @throws LocalSqsError invalid-batch-response: the whole batch has failed
 */
export function parseBatchResponse(
  response: unknown,
  messageIds: ReadonlySet<string>,
): ReadonlySet<string> {
  if (response === undefined || response === null) return new Set();
  if (typeof response !== 'object') throw invalid(`received ${JSON.stringify(response)}`);
  const failures = (response as { batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) {
    throw invalid(`received ${JSON.stringify(failures)} for batchItemFailures`);
  }
  return new Set(failures.map((failure) => parseIdentifier(failure, messageIds)));
}
