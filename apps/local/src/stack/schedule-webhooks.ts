import { setTimeout as sleep } from 'node:timers/promises';
import { type DeliverDependencies, deliverWebhooks } from '@miniatura/api/deliver-webhooks';

const PAUSE_MS = 1000;

/** Delivers the events of webhooks as they become due. */
export function scheduleWebhooks(dependencies: Omit<DeliverDependencies, 'signal'>): {
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const runAll = async () => {
    while (!signal.aborted) {
      const count = await deliverWebhooks({ ...dependencies, signal }).catch((error: unknown) => {
        dependencies.log.error('Webhooks not delivered', { error });
        return 0;
      });
      // After a run that sends deliveries, others may be due already.
      if (count > 0) continue;
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const runs = runAll();
  return {
    stop() {
      stopping.abort();
      return runs;
    },
  };
}
