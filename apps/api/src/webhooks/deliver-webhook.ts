import type { ClaimedDelivery, Webhooks } from '@miniatura/metadata';
import type { Log } from '@miniatura/text';
import pLimit from 'p-limit';
import type { SendWebhook } from './send-webhook.ts';
import { webhookHeaders } from './sign-webhook.ts';

export interface DeliverDependencies {
  readonly webhooks: Pick<Webhooks, 'claim' | 'recordAttempt'>;
  readonly send: SendWebhook;
  readonly now: () => Date;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly log: Log;
  /** Aborted when the process stops. Its deliveries are then due when their claims have ended. */
  readonly signal: AbortSignal;
}

/** Together 20 to 39 hours. */
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 12 * 60 * 60 * 1000;

const DELIVERIES_PER_RUN = 50;
const SENT_AT_ONCE = 10;
/** More than the time of a run: if the process is killed, others send its deliveries again. */
const LEASE_MS = 2 * 60_000;

/**
 * Sends up to 50 due deliveries of one webhook once, and records the outcomes. A failed one is due
 * again later, up to ten attempts. A process that is killed between both leaves the delivery waiting, so that it is
 * sent again with the same id.
 * @returns the number of attempts
 */
export async function deliverWebhook(
  webhookId: string,
  dependencies: DeliverDependencies,
): Promise<number> {
  const claimed = await dependencies.webhooks.claim({
    webhookId,
    now: dependencies.now(),
    leaseMs: LEASE_MS,
    limit: DELIVERIES_PER_RUN,
  });
  await pLimit(SENT_AT_ONCE).map(claimed, (delivery) => deliver(delivery, dependencies));
  return claimed.length;
}

async function deliver(
  delivery: ClaimedDelivery,
  { webhooks, send, now, random, log, signal }: DeliverDependencies,
): Promise<void> {
  const { webhookId, eventId, attemptCount, url, secret } = delivery;
  const body = bodyOf(delivery);
  const sentAt = now();
  const headers = webhookHeaders({ eventId, sentAt, body }, secret);
  const outcome = await send({ url, headers, body, signal }).then(outcomeOf, (error: unknown) => ({
    httpStatus: null,
    failure: error instanceof Error ? error.message || error.name : String(error),
  }));
  if (signal.aborted && outcome.httpStatus === null) return;
  const retryAt =
    outcome.failure === null || attemptCount >= MAX_ATTEMPTS
      ? null
      : new Date(now().getTime() + retryDelayMs(attemptCount, random()));
  await webhooks.recordAttempt({ webhookId, eventId, attemptCount, ...outcome, retryAt });
  const attempt = { webhookId, messageId: eventId, receiveCount: attemptCount };
  if (outcome.failure !== null) {
    log.error('Webhook not delivered', { ...attempt, error: outcome.failure });
    return;
  }
  const durationMs = Math.round(now().getTime() - sentAt.getTime());
  // The log's `key` names the event.
  log.info('Webhook delivered', { ...attempt, outcome: 'delivered', key: eventId, durationMs });
}

/** Ids and the status only: a receiver that may know more asks the API. */
function bodyOf({ imageId, imageStatus, createdAt }: ClaimedDelivery): string {
  return JSON.stringify({
    type: `image.${imageStatus}`,
    timestamp: createdAt,
    data: { imageId, status: imageStatus },
  });
}

function outcomeOf(httpStatus: number) {
  const isAccepted = httpStatus >= 200 && httpStatus < 300;
  const failure = isAccepted
    ? null
    : `Expected a status from 200 to 299 but received ${httpStatus}`;
  return { httpStatus, failure };
}

/**
 * Returns the pause after an attempt, with exponential backoff and jitter: from half of 10 s to
 * 12 hours.
 */
function retryDelayMs(attemptCount: number, random: number): number {
  const longestMs = Math.min(FIRST_RETRY_MS * 4 ** (attemptCount - 1), LONGEST_RETRY_MS);
  return longestMs * (0.5 + random / 2);
}
