import type { Log } from '@miniatura/text';
import pLimit from 'p-limit';
import type { Deliveries, SignedDelivery } from './deliveries.ts';
import type { SendWebhook } from './send-webhook.ts';

export interface DeliverDependencies {
  readonly deliveries: Deliveries;
  readonly send: SendWebhook;
  readonly now: () => Date;
  readonly log: Log;
  /** Aborted when the process stops. Its deliveries are then due when their claims have ended. */
  readonly signal: AbortSignal;
}

const SENT_AT_ONCE = 10;

/**
 * Claims due deliveries of one webhook, sends each once, and records the results. A failed one is due
 * again later. A process that is killed between both leaves the delivery waiting, so that it is
 * sent again with the same id.
 * @returns the number of attempts
 * @throws the first error of the deliveries, after all attempts
 */
export async function deliverWebhook(
  webhookId: string,
  dependencies: DeliverDependencies,
): Promise<number> {
  const claimed = await dependencies.deliveries.claim(webhookId);
  const limit = pLimit(SENT_AT_ONCE);
  const attempts = await Promise.allSettled(
    claimed.map((delivery) => limit(() => deliver(delivery, dependencies))),
  );
  const failed = attempts.find((attempt) => attempt.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
  return claimed.length;
}

async function deliver(
  { webhookId, eventId, attemptCount, ...request }: SignedDelivery,
  { deliveries, send, now, log, signal }: DeliverDependencies,
): Promise<void> {
  const sentAt = now();
  const outcome = await send({ ...request, signal }).then(outcomeOf, (error: unknown) => ({
    httpStatus: null,
    failure: error instanceof Error ? error.message || error.name : String(error),
  }));
  if (signal.aborted && outcome.httpStatus === null) return;
  await deliveries.record({ webhookId, eventId, attemptCount, ...outcome });
  const attempt = { webhookId, messageId: eventId, receiveCount: attemptCount };
  if (outcome.failure !== null) {
    log.error('Webhook not delivered', { ...attempt, error: outcome.failure });
    return;
  }
  const durationMs = Math.round(now().getTime() - sentAt.getTime());
  // The log's `key` names the event.
  log.info('Webhook delivered', { ...attempt, outcome: 'delivered', key: eventId, durationMs });
}

function outcomeOf(httpStatus: number) {
  const isAccepted = httpStatus >= 200 && httpStatus < 300;
  const failure = isAccepted
    ? null
    : `Expected a status from 200 to 299 but received ${httpStatus}`;
  return { httpStatus, failure };
}
