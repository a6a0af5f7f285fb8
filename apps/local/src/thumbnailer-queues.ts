import type { LocalSqs, Queue } from '@miniatura/local-sqs';
import { THUMBNAILER_DEAD_LETTERS, THUMBNAILER_QUEUE } from './names.ts';

export const THUMBNAILER_TIMEOUT_MS = 120_000;

/**
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html six times the
 * function's timeout
 */
const VISIBILITY_TIMEOUT_S = (6 * THUMBNAILER_TIMEOUT_MS) / 1000;
const MAX_RECEIVE_COUNT = 5;
const SEVEN_DAYS_S = 7 * 24 * 60 * 60;

/** The thumbnailer's queue, with its dead letters beside it. */
export function createThumbnailerQueues(sqs: LocalSqs): Queue {
  const retention = { MessageRetentionPeriod: String(SEVEN_DAYS_S) };
  const deadLetters = sqs.createQueue({ name: THUMBNAILER_DEAD_LETTERS, attributes: retention });
  return sqs.createQueue({
    name: THUMBNAILER_QUEUE,
    attributes: {
      ...retention,
      VisibilityTimeout: String(VISIBILITY_TIMEOUT_S),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: deadLetters.arn,
        maxReceiveCount: MAX_RECEIVE_COUNT,
      }),
    },
  });
}
