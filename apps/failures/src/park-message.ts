import type { FailureLog, NewFailure } from '@miniatura/metadata';

export interface ParkMessageDependencies {
  readonly failures: Pick<FailureLog, 'recordParked'>;
  readonly parking: {
    send(message: { readonly body: string; readonly failureId: string }): Promise<void>;
  };
}

/**
 * Records a message that failed for good, then parks it. In this order a database that is away
 * leaves no copy behind at each attempt; a message that comes again is recorded once all the same.
 *
 * @throws whatever may pass: the dead letter stays where it is, and comes again
 */
export async function parkMessage(
  failure: NewFailure,
  { failures, parking }: ParkMessageDependencies,
): Promise<void> {
  await failures.recordParked(failure);
  await parking.send(failure);
}
