import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDeliveriesHandler,
  type DeliveriesDependencies,
} from '@miniatura/api/create-deliveries-handler';
import { createSenderHandler } from '@miniatura/api/create-sender-handler';
import type { DeliverDependencies } from '@miniatura/api/deliver-webhook';
import { deliveriesClient } from '@miniatura/api/deliveries-client';
import { invokeDirectly } from '@miniatura/api/invoke-directly';
import { SENDER_RESOURCES } from '@miniatura/api/resources';

export type ScheduleDependencies = DeliveriesDependencies &
  Omit<DeliverDependencies, 'deliveries' | 'signal'>;

const PAUSE_MS = 1000;

/**
 * Delivers the events of webhooks as they become due, with the handlers of AWS. Invocations do not
 * wait for each other, so that a receiver that does not respond delays no other receiver.
 */
export function scheduleWebhooks(dependencies: ScheduleDependencies): {
  readonly stop: () => Promise<void>;
} {
  const stopping = new AbortController();
  const { signal } = stopping;
  const invoke = invokeDirectly(createDeliveriesHandler(dependencies));
  const send = createSenderHandler({
    ...dependencies,
    deliveries: deliveriesClient(invoke),
    signal,
  });
  const invocations = new Set<Promise<unknown>>();
  const start = () => {
    const endsAt = Date.now() + SENDER_RESOURCES.timeoutMs;
    const invocation = send({}, { getRemainingTimeInMillis: () => endsAt - Date.now() })
      .catch((error: unknown) => dependencies.log.error('Webhooks not delivered', { error }))
      .finally(() => invocations.delete(invocation));
    invocations.add(invocation);
  };
  const startAll = async () => {
    while (!signal.aborted) {
      start();
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  };
  const starts = startAll();
  return {
    async stop() {
      stopping.abort();
      await starts;
      await Promise.all(invocations);
    },
  };
}
