import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';
import { OwnOutputError, UnreadableMessageError } from './errors.ts';
import { THUMBNAILER_RESOURCES } from './resources.ts';

/** Lets a message that failed come back after so many seconds. */
export type HastenRetry = (message: SQSRecord, delayS: number) => Promise<void>;

const FIRST_DELAY_S = 1;
const FACTOR = 8;

/**
 * How long a failed message waits for its next attempt: a short fault costs seconds, and one of some
 * minutes does not use up all attempts. Half of it is chance, so that what failed together does not
 * come back together. An error that no attempt can pass waits no longer, and after the last attempt
 * there is nothing to wait for: the message is a dead letter.
 *
 * @param receiveCount 1 for the first attempt
 * @returns whole seconds, as SQS takes them
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export function retryDelayS(
  receiveCount: number,
  error: unknown,
  random: () => number = Math.random,
): number {
  if (receiveCount >= THUMBNAILER_RESOURCES.maxReceiveCount) return 0;
  if (error instanceof UnreadableMessageError || error instanceof OwnOutputError) {
    return FIRST_DELAY_S;
  }
  const mostS = FIRST_DELAY_S * FACTOR ** (receiveCount - 1);
  return Math.ceil(mostS / 2 + (mostS / 2) * random());
}

/**
 * By SQS's visibility timeout, which begins anew. Without it a message comes back when the timeout of
 * its queue is over, which is as long as a whole batch may take, six times.
 */
export function sqsRetries(sqs: SQSClient): HastenRetry {
  const urls = new Map<string, string>();
  const urlOf = async (queueArn: string): Promise<string> => {
    const [, , , , QueueOwnerAWSAccountId, QueueName] = queueArn.split(':');
    const known = urls.get(queueArn);
    if (known !== undefined) return known;
    const { QueueUrl = '' } = await sqs.send(
      new GetQueueUrlCommand({ QueueName, QueueOwnerAWSAccountId }),
    );
    urls.set(queueArn, QueueUrl);
    return QueueUrl;
  };
  return async ({ eventSourceARN, receiptHandle }, delayS) => {
    await sqs.send(
      new ChangeMessageVisibilityCommand({
        QueueUrl: await urlOf(eventSourceARN),
        ReceiptHandle: receiptHandle,
        VisibilityTimeout: delayS,
      }),
    );
  };
}
