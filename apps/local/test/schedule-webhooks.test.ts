import type { ClaimedDelivery } from '@miniatura/metadata';
import { recordingLog } from '@miniatura/test-support/recording-log';
import { expect, test } from 'vitest';
import { type ScheduleDependencies, scheduleWebhooks } from '../src/stack/schedule-webhooks.ts';

const DELIVERY: ClaimedDelivery = {
  webhookId: '01KAH3Z5J7R1T4V6X8Y0A2C4E6',
  eventId: 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9-1796000000000',
  imageId: 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9',
  imageStatus: 'processed',
  state: 'waiting',
  attemptCount: 1,
  createdAt: '2026-11-21T10:00:00.000Z',
  nextAttemptAt: '2026-11-21T10:00:00.000Z',
  httpStatus: null,
  failure: null,
  url: 'https://example.com/',
  secret: 'whsec_c2VjcmV0',
};
const OTHER_ID = '01KAH3Z5J7R1T4V6X8Y0A2C4E7';
/** With a pause after each, these runs take longer than a test may. */
const RUNS = 200;

/** Stands in for the database: each claim but the last finds one delivery of each webhook. */
function startDeliveries({
  webhookIds,
  send,
}: Pick<ScheduleDependencies, 'send'> & { webhookIds: string[] }) {
  const claimCounts = new Map<string, number>();
  const drained = Promise.withResolvers<void>();
  const deliveries = scheduleWebhooks({
    webhooks: {
      list: () => Promise.resolve(webhookIds.map((webhookId) => ({ ...DELIVERY, webhookId }))),
      claim: ({ webhookId }) => {
        const count = (claimCounts.get(webhookId) ?? 0) + 1;
        claimCounts.set(webhookId, count);
        if (count <= RUNS) {
          return Promise.resolve([
            { ...DELIVERY, webhookId, url: `https://${webhookId}.example/` },
          ]);
        }
        drained.resolve();
        return Promise.resolve([]);
      },
      recordAttempt: () => Promise.resolve(),
    },
    send,
    now: () => new Date(),
    random: () => 1,
    log: recordingLog().log,
  });
  return { drained: drained.promise, stop: () => deliveries.stop() };
}

test('Deliveries that are due are sent without a pause between runs', async () => {
  let sentCount = 0;
  const deliveries = startDeliveries({
    webhookIds: [DELIVERY.webhookId],
    send: () => {
      sentCount += 1;
      return Promise.resolve(204);
    },
  });
  await deliveries.drained;
  await deliveries.stop();
  expect(sentCount).toBe(RUNS);
});

test('A receiver that does not respond delays no other receiver', async () => {
  const sentTo: string[] = [];
  const deliveries = startDeliveries({
    webhookIds: [DELIVERY.webhookId, OTHER_ID],
    send: ({ url, signal }) => {
      sentTo.push(new URL(url).hostname.toUpperCase());
      if (url.includes(OTHER_ID)) return Promise.resolve(204);
      const { promise, reject } = Promise.withResolvers<number>();
      signal.addEventListener('abort', () => reject(new Error('stopped')));
      return promise;
    },
  });
  await deliveries.drained;
  await deliveries.stop();
  expect(sentTo.filter((host) => host.startsWith(OTHER_ID))).toHaveLength(RUNS);
  expect(sentTo.filter((host) => host.startsWith(DELIVERY.webhookId))).toHaveLength(1);
});
