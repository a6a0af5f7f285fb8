import { type FailureLog, failureExpiryOf } from '@miniatura/metadata';
import { FAILURE_ID_ATTRIBUTE } from '@miniatura/metadata/failure-messages';
import { objectNamedBy } from '@miniatura/objects/object-events';
import type { SQSRecord } from 'aws-lambda';
import type { Log } from '@miniatura/text';

export interface NoteAttemptDependencies {
  readonly failures: Pick<FailureLog, 'recordAttempt' | 'settle'>;
  readonly retentionDays: number;
  readonly log: Log;
}

/**
 * Runs one attempt at a message. Why it failed is logged and noted, since the dead letter that the
 * message may become does not tell; a message that succeeds after all is no failure any more.
 */
export async function noteAttempt<T>(
  message: SQSRecord,
  dependencies: NoteAttemptDependencies,
  work: () => Promise<T>,
): Promise<T> {
  const { failures, log } = dependencies;
  const { messageId } = message;
  const failureId = message.messageAttributes[FAILURE_ID_ATTRIBUTE]?.stringValue ?? messageId;
  const receiveCount = Number(message.attributes.ApproximateReceiveCount);
  try {
    const result = await work();
    if (receiveCount > 1 || failureId !== messageId) {
      await bestEffort(log, messageId, () => failures.settle(failureId));
    }
    return result;
  } catch (error) {
    log.error('Message failed', { messageId, receiveCount, error });
    await bestEffort(log, messageId, () =>
      failures.recordAttempt({ ...failureOf(message, error, dependencies), failureId }),
    );
    throw error;
  }
}

function failureOf(message: SQSRecord, error: unknown, { retentionDays }: NoteAttemptDependencies) {
  const { name, message: text, code } = error as Error & { readonly code?: unknown };
  const sentAt = new Date(Number(message.attributes.SentTimestamp));
  const named = objectNamedBy(message.body);
  return {
    messageId: message.messageId,
    source: 'thumbnailer' as const,
    object: named?.object,
    code: typeof code === 'string' ? code : name,
    reason: `${name}: ${text}`,
    receiveCount: Number(message.attributes.ApproximateReceiveCount),
    body: message.body,
    firstSeenAt: sentAt.toISOString(),
    lastSeenAt: new Date().toISOString(),
    expiresAt: failureExpiryOf(
      { sentAt, eventTime: named?.eventTime },
      retentionDays,
    ).toISOString(),
  };
}

/** The note is for people; the message's fate does not hang on it. */
async function bestEffort(log: Log, messageId: string, note: () => Promise<void>): Promise<void> {
  try {
    await note();
  } catch (error) {
    log.error('Attempt not noted', { messageId, error });
  }
}
