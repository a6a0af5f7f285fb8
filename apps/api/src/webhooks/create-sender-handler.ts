import { type DeliverDependencies, deliverWebhook } from './deliver-webhook.ts';

export interface SenderReport {
  readonly attemptCount: number;
}

/** The used part of Lambda's context. */
export interface InvocationContext {
  getRemainingTimeInMillis(): number;
}

/** More than the time to send 50 deliveries, ten at a time, to a receiver that does not respond. */
const MIN_CLAIM_TIME_MS = 75_000;

/**
 * Creates the handler of scheduled events, which sends what is due. Each webhook has its own runs,
 * and an invocation does not wait for earlier ones, so that a receiver that does not respond delays
 * no other receiver. Errors are thrown: Lambda counts them, and the next invocation continues.
 */
export function createSenderHandler(
  dependencies: DeliverDependencies,
): (event: unknown, context: InvocationContext) => Promise<SenderReport> {
  const { deliveries, signal } = dependencies;
  /** Webhooks with a run in this process. */
  const running = new Set<string>();
  const run = async (webhookId: string, isTimeLeft: () => boolean) => {
    running.add(webhookId);
    try {
      return await deliverWhileDue(webhookId, dependencies, isTimeLeft);
    } finally {
      running.delete(webhookId);
    }
  };
  return async (_event, context) => {
    const isTimeLeft = () =>
      !signal.aborted && context.getRemainingTimeInMillis() >= MIN_CLAIM_TIME_MS;
    const webhookIds = await deliveries.listWebhooks();
    const idle = webhookIds.filter((webhookId) => !running.has(webhookId));
    const runs = await Promise.allSettled(idle.map((webhookId) => run(webhookId, isTimeLeft)));
    const failures = runs.flatMap((one): unknown[] =>
      one.status === 'rejected' ? [one.reason] : [],
    );
    if (failures.length > 0) throw new AggregateError(failures, failures.map(String).join('; '));
    const counts = runs.map((one) => (one.status === 'fulfilled' ? one.value : 0));
    return { attemptCount: counts.reduce((sum, count) => sum + count, 0) };
  };
}

/**
 * After a claim that finds deliveries, others may be due already.
 * @returns the number of attempts
 */
async function deliverWhileDue(
  webhookId: string,
  dependencies: DeliverDependencies,
  isTimeLeft: () => boolean,
): Promise<number> {
  let attemptCount = 0;
  while (isTimeLeft()) {
    const count = await deliverWebhook(webhookId, dependencies);
    if (count === 0) break;
    attemptCount += count;
  }
  return attemptCount;
}
