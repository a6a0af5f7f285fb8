import { failureExpiryOf, type FailureLog } from '@miniatura/metadata';
import { FAILURE_ID_ATTRIBUTE } from '@miniatura/metadata/failure-messages';
import { objectNamedBy } from '@miniatura/objects/object-events';
import type { Log } from '@miniatura/text';
import type { SQSRecord } from 'aws-lambda';

export interface TrackAttemptDependencies {
  readonly failures: Pick<FailureLog, 'recordAttempt' | 'settle'>;
  readonly retentionDays: number;
  readonly log: Log;
}

/**
 * Runs one attempt to process a message. An error is logged and recorded, because the dead letter
 * does not contain it. A message that succeeds later is no longer a failure.
 */
export async function trackAttempt<T>(
  message: SQSRecord,
  dependencies: TrackAttemptDependencies,
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

function failureOf(
  message: SQSRecord,
  error: unknown,
  { retentionDays }: TrackAttemptDependencies,
) {
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

/** Records are for operators; they do not affect how the message is processed. */
async function bestEffort(log: Log, messageId: string, record: () => Promise<void>): Promise<void> {
  try {
    await record();
  } catch (error) {
    log.error('Attempt not recorded', { messageId, error });
  }
}
