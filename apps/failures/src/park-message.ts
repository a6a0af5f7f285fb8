import type { FailureLog, NewFailure } from '@miniatura/metadata';

/** A message on its way to the parking queue, or back. */
export interface FailedMessage {
  readonly body: string;
  readonly failureId: string;
  /** The ARN of the queue that has given it up; undefined for a refused record. */
  readonly sourceArn: string | undefined;
}

export interface ParkMessageDependencies {
  readonly failures: Pick<FailureLog, 'recordParked'>;
  readonly parking: {
    send(message: FailedMessage): Promise<void>;
  };
}

/**
 * Records a message that failed for good, then parks it. In this order a database that is away
 * leaves no copy behind at each attempt; a message that comes again is recorded once all the same.
 *
 * @throws whatever may pass: the dead letter stays where it is, and comes again
 */
export async function parkMessage(
  { sourceArn, ...failure }: NewFailure & Pick<FailedMessage, 'sourceArn'>,
  { failures, parking }: ParkMessageDependencies,
): Promise<void> {
  await failures.recordParked(failure);
  await parking.send({ ...failure, sourceArn });
}
