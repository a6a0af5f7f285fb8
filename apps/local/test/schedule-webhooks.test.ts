import type { ClaimedDelivery } from '@miniatura/metadata';
import { recordingLog } from '@miniatura/test-support/recording-log';
import { expect, test } from 'vitest';
import { scheduleWebhooks } from '../src/stack/schedule-webhooks.ts';

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
/** With a pause after each, these runs take longer than a test may. */
const RUNS = 200;

test('Deliveries that are due are sent without a pause between runs', async () => {
  let claimCount = 0;
  let sentCount = 0;
  const drained = Promise.withResolvers<void>();
  const deliveries = scheduleWebhooks({
    // Stands in for the database: each run but the last finds one delivery.
    webhooks: {
      claim: () => {
        claimCount += 1;
        if (claimCount <= RUNS) return Promise.resolve([DELIVERY]);
        drained.resolve();
        return Promise.resolve([]);
      },
      recordAttempt: () => Promise.resolve(),
    },
    send: () => {
      sentCount += 1;
      return Promise.resolve(204);
    },
    now: () => new Date(),
    random: () => 1,
    log: recordingLog().log,
  });
  await drained.promise;
  await deliveries.stop();
  expect(sentCount).toBe(RUNS);
});
