import {
  ChangeMessageVisibilityCommand,
  GetQueueUrlCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { isTerminal } from '@miniatura/errors';
import type { SQSRecord } from 'aws-lambda';
import { THUMBNAILER_RESOURCES } from './resources.ts';

/** Sets the delay in seconds after which a failed message is delivered again. */
export type DelayRetry = (message: SQSRecord, delayS: number) => Promise<void>;

const FIRST_DELAY_S = 1;
const FACTOR = 8;

/**
 * The delay before the next attempt, with exponential backoff: a short outage costs seconds, and
 * one of several minutes does not use up all attempts. Half of the delay is random, so that
 * messages that failed together are not retried together. An error that a retry cannot solve always
 * has the first delay. After the last attempt the delay is 0, because the message becomes a dead
 * letter.
 *
 * @param receiveCount 1 for the first attempt
 * @returns whole seconds, as SQS requires
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export function retryDelayS(
  receiveCount: number,
  error: unknown,
  random: () => number = Math.random,
): number {
  if (receiveCount >= THUMBNAILER_RESOURCES.maxReceiveCount) return 0;
  if (isTerminal(error)) return FIRST_DELAY_S;
  const mostS = FIRST_DELAY_S * FACTOR ** (receiveCount - 1);
  return Math.ceil(mostS / 2 + (mostS / 2) * random());
}

/**
 * Sets the visibility timeout of the message. Otherwise the message is delivered again after the
 * timeout of its queue, which is six times that of a whole batch.
 */
export function sqsRetries(sqs: SQSClient): DelayRetry {
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
