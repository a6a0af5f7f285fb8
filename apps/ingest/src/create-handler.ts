import pLimit from 'p-limit';
import type { Log } from '@miniatura/text';
import { parseKafkaEvent, type KafkaEvent, type KafkaRecord } from './kafka-event.ts';
import { RECORD_OUTCOMES, type RecordOutcome } from './resources.ts';
import { storeRecord, type StoreRecordDependencies } from './store-record.ts';

export interface HandlerDependencies extends StoreRecordDependencies {
  readonly log: Log;
  /** Told how many records of a batch came to each outcome. */
  readonly countOutcomes: (counts: Readonly<Record<RecordOutcome, number>>) => void;
}

/** How many records are worked on together: none depends on another, since each has its own key. */
const RECORDS_AT_ONCE = 16;

/**
 * Makes the handler of a batch of Kafka records. Refused records are out of the way; where any
 * fails for a reason that may pass, the handler throws, and Lambda tries the batch again.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: KafkaEvent) => Promise<void> {
  return async (event) => {
    const limit = pLimit(RECORDS_AT_ONCE);
    const work = parseKafkaEvent(event).map((record) =>
      limit(() => takeRecord(record, dependencies)),
    );
    const results = await Promise.allSettled(work);
    dependencies.countOutcomes(countsOf(results));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  };
}

async function takeRecord(
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
