import type { FailureLog, NewFailure } from '@miniatura/metadata';

/** A message that is sent to the parking queue or back. */
export interface FailedMessage {
  readonly body: string;
  readonly failureId: string;
  /** The ARN of the source queue; undefined for a rejected record. */
  readonly sourceArn: string | undefined;
}

export interface ParkMessageDependencies {
  readonly failures: Pick<FailureLog, 'recordParked'>;
  readonly parking: {
    send(message: FailedMessage): Promise<void>;
  };
}

/**
 * Records a dead letter, then parks it. In this order, retries while the database is unavailable
 * park no duplicates. A message that is delivered again is recorded once.
 *
 * @throws transient errors; the message is retried
 */
export async function parkMessage(
  { sourceArn, ...failure }: NewFailure & Pick<FailedMessage, 'sourceArn'>,
  { failures, parking }: ParkMessageDependencies,
): Promise<void> {
  await failures.recordParked(failure);
  await parking.send({ ...failure, sourceArn });
}
