import { afterEach, expect, test } from 'vitest';
import type { KafkaEvent } from '../src/kafka-event.ts';
import { eventOf, pngBytes, recordOf, type RunningIngest, startIngest } from './ingest-fixture.ts';

/**
 * Records are delivered repeatedly: a rebalance may move a partition before its offsets are
 * committed.
 */
const RECORD_COUNT = Number(process.env['INGEST_TEST_RECORDS'] ?? 1000);
const PARTITION_COUNT = 4;
const BATCH_SIZE = 100;
const BAD_EVERY = 100;

let running: RunningIngest;
afterEach(() => running.stop());

const isBad = (index: number) => index % BAD_EVERY === 0;

function records() {
  return Array.from({ length: RECORD_COUNT }, (_, index) =>
    recordOf(Math.floor(index / PARTITION_COUNT), isBad(index) ? 'bad' : pngBytes(index), {
      partition: index % PARTITION_COUNT,
    }),
  );
}

/**
 * Batches that overlap by half, because the second reader of a partition starts at the last commit.
 */
function batches(): KafkaEvent[] {
  const all = records();
  const count = Math.ceil(all.length / BATCH_SIZE) * 2;
  return Array.from({ length: count }, (_, index) => (index * BATCH_SIZE) / 2).map((first) =>
    eventOf(...all.slice(first, first + BATCH_SIZE)),
  );
}

function isHandled(batch: KafkaEvent) {
  return running.handle(batch).then(
    () => true,
    () => false,
  );
}

test(
  `Of ${RECORD_COUNT} records, read twice by two readers at once, of which 1 % are invalid, each valid one is stored once`,
  { timeout: 300_000 + RECORD_COUNT * 60 },
  async () => {
    running = await startIngest();
    const rest = batches().values();
    const read = async () => {
      for (const batch of rest) {
        // Retries a failed batch, as the event source does.
        while (!(await isHandled(batch)));
      }
    };
    await Promise.all([read(), read()]);
    const badCount = RECORD_COUNT / BAD_EVERY;
    const goodCount = RECORD_COUNT - badCount;
    expect(await running.keys()).toHaveLength(goodCount);
    expect(running.counts.repeat).toBeGreaterThan(goodCount / 2);
    expect(running.eventCounts.size).toBe(goodCount);
    expect([...running.eventCounts.values()].every((count) => count === 1)).toBe(true);
    const rejected = await running.takeRejected();
    expect(new Set(rejected.map(({ failureId }) => failureId)).size).toBe(badCount);
  },
);
