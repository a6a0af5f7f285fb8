import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliverDependencies, deliverWebhook } from '@miniatura/api/deliver-webhook';
import type { Webhooks } from '@miniatura/metadata';

export interface ScheduleDependencies extends Omit<DeliverDependencies, 'signal' | 'webhooks'> {
  readonly webhooks: Pick<Webhooks, 'list'> & DeliverDependencies['webhooks'];
}

const PAUSE_MS = 1000;

/**
 * Delivers the events of webhooks as they become due. Each webhook has its own runs, so that a
 * receiver that does not respond delays no other receiver.
 */
export function scheduleWebhooks(dependencies: ScheduleDependencies): {
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const running = new Map<string, Promise<void>>();
  const logFailure = (error: unknown) =>
    dependencies.log.error('Webhooks not delivered', { error });
  const deliverAll = async (webhookId: string) => {
    let count = 0;
    do {
      count = await deliverWebhook(webhookId, { ...dependencies, signal });
      // After a run that sends deliveries, others may be due already.
    } while (count > 0 && !signal.aborted);
  };
  const startIdle = async () => {
    for (const { webhookId } of await dependencies.webhooks.list()) {
      if (running.has(webhookId) || signal.aborted) continue;
      const run = deliverAll(webhookId).catch(logFailure);
      running.set(
        webhookId,
        run.finally(() => running.delete(webhookId)),
      );
    }
  };
  const startAll = async () => {
    while (!signal.aborted) {
      await startIdle().catch(logFailure);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const starts = startAll();
  return {
    async stop() {
      stopping.abort();
      await starts;
      await Promise.all(running.values());
    },
  };
}
