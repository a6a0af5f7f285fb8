import { queueRetention } from '@miniatura/failures/resources';
import type { LocalSqs, Queue } from '@miniatura/local-sqs';
import type { Lane } from '@miniatura/thumbnailer/lanes';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import {
  BULK_QUEUE,
  RETENTION_DAYS,
  THUMBNAILER_DEAD_LETTERS,
  THUMBNAILER_QUEUE,
} from './names.ts';

/** The thumbnailer's queues, by lane. */
export type ThumbnailerQueues = Readonly<Record<Lane, Queue>>;

/**
 * Creates the thumbnailer's queues and their dead-letter queue. Queues of an earlier version get
 * the current attributes.
 */
export function createThumbnailerQueues(sqs: LocalSqs): ThumbnailerQueues {
  const { visibilityTimeoutMs, maxReceiveCount } = THUMBNAILER_RESOURCES;
  const { eventsS, deadLettersS } = queueRetention(RETENTION_DAYS);
  const deadLetters = sqs.createQueue({ name: THUMBNAILER_DEAD_LETTERS });
  deadLetters.setAttributes({ MessageRetentionPeriod: String(deadLettersS) });
  const createQueue = (name: string): Queue => {
    const queue = sqs.createQueue({ name });
    queue.setAttributes({
      MessageRetentionPeriod: String(eventsS),
      VisibilityTimeout: String(visibilityTimeoutMs / 1000),
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
    });
    return queue;
  };
  return { interactive: createQueue(THUMBNAILER_QUEUE), bulk: createQueue(BULK_QUEUE) };
}
