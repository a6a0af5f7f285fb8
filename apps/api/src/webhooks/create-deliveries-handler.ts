import type { ClaimedDelivery, Webhooks } from '@miniatura/metadata';
import {
  type AttemptResult,
  type Deliveries,
  deliveriesRequestSchema,
  type SignedDelivery,
} from './deliveries.ts';
import { webhookHeaders } from './sign-webhook.ts';

export interface DeliveriesDependencies {
  readonly webhooks: Pick<Webhooks, 'list' | 'claim' | 'recordAttempt'>;
  readonly now: () => Date;
  /** A number from 0 to below 1. */
  readonly random: () => number;
}

/** Together 20 to 39 hours. */
const MAX_ATTEMPTS = 10;
const FIRST_RETRY_MS = 10_000;
const LONGEST_RETRY_MS = 12 * 60 * 60 * 1000;

const DELIVERIES_PER_CLAIM = 50;
/**
 * More than the time to send the deliveries of a claim: if the sender is killed, others send them
 * again.
 */
const LEASE_MS = 2 * 60_000;

/**
 * Creates the handler of a sender's requests. It signs the deliveries that it claims, so that the
 * secrets stay with the database.
 */
export function createDeliveriesHandler(
  dependencies: DeliveriesDependencies,
): (event: unknown) => Promise<unknown> {
  const deliveries = deliveriesOf(dependencies);
  return async (event) => {
    const request = deliveriesRequestSchema.parse(event);
    switch (request.action) {
      case 'list':
        return deliveries.listWebhooks();
      case 'claim':
        return deliveries.claim(request.webhookId);
      case 'record':
        await deliveries.record(request.result);
        return null;
    }
  };
}

function deliveriesOf({ webhooks, now, random }: DeliveriesDependencies): Deliveries {
  return {
    async listWebhooks() {
      const all = await webhooks.list();
      return all.map(({ webhookId }) => webhookId);
    },
    async claim(webhookId) {
      const claimedAt = now();
      const claimed = await webhooks.claim({
        webhookId,
        now: claimedAt,
        leaseMs: LEASE_MS,
        limit: DELIVERIES_PER_CLAIM,
      });
      return claimed.map((delivery) => signedDelivery(delivery, claimedAt));
    },
    record: (result) =>
      webhooks.recordAttempt({ ...result, retryAt: retryTime(result, now(), random()) }),
  };
}

function signedDelivery(delivery: ClaimedDelivery, sentAt: Date): SignedDelivery {
  const { webhookId, eventId, attemptCount, url, secret } = delivery;
  const body = bodyOf(delivery);
  const headers = webhookHeaders({ eventId, sentAt, body }, secret);
  return { webhookId, eventId, attemptCount, url, headers, body };
}

/** Ids and the status only: a receiver that may know more asks the API. */
function bodyOf({ imageId, imageStatus, createdAt }: ClaimedDelivery): string {
  return JSON.stringify({
    type: `image.${imageStatus}`,
    timestamp: createdAt,
    data: { imageId, status: imageStatus },
  });
}

/**
 * Returns the time of the next attempt after a failure, with exponential backoff and jitter: from
 * half of 10 s to 12 hours later. Returns null if there is no further attempt.
 */
function retryTime({ failure, attemptCount }: AttemptResult, now: Date, random: number) {
  if (failure === null || attemptCount >= MAX_ATTEMPTS) return null;
  const longestMs = Math.min(FIRST_RETRY_MS * 4 ** (attemptCount - 1), LONGEST_RETRY_MS);
  return new Date(now.getTime() + longestMs * (0.5 + random / 2));
}
