import type { Log } from '@miniatura/text';
import pLimit from 'p-limit';
import { type KafkaEvent, type KafkaRecord, parseKafkaEvent } from './kafka-event.ts';
import { RECORD_OUTCOMES, type RecordOutcome } from './resources.ts';
import { storeRecord, type StoreRecordDependencies } from './store-record.ts';

export interface HandlerDependencies extends StoreRecordDependencies {
  readonly log: Log;
  /** Called with the number of records of a batch by outcome. */
  readonly countOutcomes: (counts: Readonly<Record<RecordOutcome, number>>) => void;
}

/**
 * The number of records processed concurrently. They are independent, because each has its own key.
 */
const CONCURRENT_RECORDS = 16;

/**
 * Creates the handler of batches of Kafka records. Rejected records are sent to a queue. When a
 * transient error occurs, the handler throws, and Lambda retries the batch.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: KafkaEvent) => Promise<void> {
  return async (event) => {
    const limit = pLimit(CONCURRENT_RECORDS);
    const work = parseKafkaEvent(event).map((record) =>
      limit(() => processRecord(record, dependencies)),
    );
    const results = await Promise.allSettled(work);
    dependencies.countOutcomes(countsOf(results));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

async function processRecord(
  record: KafkaRecord,
  dependencies: HandlerDependencies,
): Promise<RecordOutcome> {
  const { topic, partition, offset } = record;
  const startedAt = performance.now();
  try {
    const result = await storeRecord(record, dependencies);
    const durationMs = Math.round(performance.now() - startedAt);
    dependencies.log.info('Record stored', { topic, partition, offset, ...result, durationMs });
    return result.outcome;
  } catch (error) {
    dependencies.log.error('Record failed', { topic, partition, offset, error });
    throw error;
  }
}

function countsOf(
  results: readonly PromiseSettledResult<RecordOutcome>[],
): Readonly<Record<RecordOutcome, number>> {
  const countOf = (outcome: RecordOutcome) =>
    results.filter((result) => result.status === 'fulfilled' && result.value === outcome).length;
  return Object.fromEntries(
    RECORD_OUTCOMES.map((outcome) => [outcome, countOf(outcome)]),
  ) as Record<RecordOutcome, number>;
}
