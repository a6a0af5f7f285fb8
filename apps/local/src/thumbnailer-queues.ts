import { queueRetention } from '@miniatura/failures/resources';
import type { LocalSqs, Queue } from '@miniatura/local-sqs';
import { THUMBNAILER_RESOURCES } from '@miniatura/thumbnailer/resources';
import { RETENTION_DAYS, THUMBNAILER_DEAD_LETTERS, THUMBNAILER_QUEUE } from './names.ts';

/**
 * The thumbnailer's queue, with its dead letters beside it. Queues that an earlier version has left
 * in the data folder get today's attributes.
 */
export function createThumbnailerQueues(sqs: LocalSqs): Queue {
  const { visibilityTimeoutMs, maxReceiveCount } = THUMBNAILER_RESOURCES;
  const retention = { MessageRetentionPeriod: String(queueRetention(RETENTION_DAYS).eventsS) };
  const deadLetters = sqs.createQueue({ name: THUMBNAILER_DEAD_LETTERS });
  deadLetters.setAttributes(retention);
  const queue = sqs.createQueue({ name: THUMBNAILER_QUEUE });
  queue.setAttributes({
    ...retention,
    VisibilityTimeout: String(visibilityTimeoutMs / 1000),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount }),
  });
  return queue;
}
