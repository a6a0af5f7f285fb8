import { FAILURES_RESOURCES, queueRetention } from '@miniatura/failures/resources';
import type { LocalSqs, Queue } from '@miniatura/local-sqs';
import { INGEST_REJECTIONS, PARKING_QUEUE, RETENTION_DAYS } from './names.ts';

/** The queues that the failure handler processes. */
export interface FailureQueues {
  readonly deadLetters: Queue;
  readonly rejections: Queue;
}

/**
 * Creates the queues of failures. The thumbnailer's dead-letter queue is created with its queue.
 */
export function createFailureQueues(sqs: LocalSqs, deadLetters: Queue): FailureQueues {
  const { deadLettersS, parkingS } = queueRetention(RETENTION_DAYS);
  const VisibilityTimeout = String(FAILURES_RESOURCES.visibilityTimeoutMs / 1000);
  const drained = { VisibilityTimeout, MessageRetentionPeriod: String(deadLettersS) };
  deadLetters.setAttributes(drained);
  const rejections = sqs.createQueue({ name: INGEST_REJECTIONS });
  rejections.setAttributes(drained);
  const parking = sqs.createQueue({ name: PARKING_QUEUE });
  parking.setAttributes({ MessageRetentionPeriod: String(parkingS) });
  return { deadLetters, rejections };
}
