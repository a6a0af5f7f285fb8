import type { Consumer, RecordsBatch } from '@platformatic/kafka';

/** The decoded response of a broker to a fetch. */
export type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;
type FetchedPartition = FetchResponse['responses'][number]['partitions'][number];

/**
 * Bits of a batch's attributes, and the type at the end of a control record's key.
 * @see https://kafka.apache.org/documentation/#recordbatch
 */
const IS_LOG_APPEND_TIME = 1 << 3;
const IS_TRANSACTIONAL = 1 << 4;
const IS_CONTROL = 1 << 5;
const ABORT = 0;
const CONTROL_TYPE_AT = 2;

/**
 * Changes a response to that of Kafka's own consumer: records of topics with LogAppendTime have the
 * broker's time, and records of aborted transactions are removed. The client returns the producer's
 * time, and removes one aborted transaction per producer only, if it ends in the response.
 */
export function correctFetchResponse(response: FetchResponse): FetchResponse {
  for (const partition of response.responses.flatMap(({ partitions }) => partitions)) {
    for (const batch of partition.records ?? []) setBrokersTime(batch);
    clearAborted(partition);
  }
  return response;
}

function setBrokersTime(batch: RecordsBatch): void {
  if ((batch.attributes & IS_LOG_APPEND_TIME) === 0) return;
  batch.firstTimestamp = batch.maxTimestamp;
  for (const record of batch.records) record.timestampDelta = 0n;
}

/**
 * Empties aborted batches but keeps them, because the client continues after the last batch of a
 * response.
 */
function clearAborted({ records, abortedTransactions }: FetchedPartition): void {
  const starts = (abortedTransactions ?? []).toSorted((a, b) =>
    Number(a.firstOffset - b.firstOffset),
  );
  const aborting = new Set<bigint>();
  for (const batch of records ?? []) {
    while (starts[0] !== undefined && starts[0].firstOffset <= lastOffsetOf(batch)) {
      aborting.add((starts.shift() as (typeof starts)[number]).producerId);
    }
    if (isAbort(batch)) aborting.delete(batch.producerId);
    else if (isOfTransaction(batch) && aborting.has(batch.producerId)) batch.records = [];
  }
}

function lastOffsetOf({ firstOffset, lastOffsetDelta }: RecordsBatch): bigint {
  return firstOffset + BigInt(lastOffsetDelta);
}

function isOfTransaction({ attributes }: RecordsBatch): boolean {
  return (attributes & (IS_TRANSACTIONAL | IS_CONTROL)) === IS_TRANSACTIONAL;
}

function isAbort({ attributes, records }: RecordsBatch): boolean {
  return (attributes & IS_CONTROL) !== 0 && records[0]?.key?.readInt16BE(CONTROL_TYPE_AT) === ABORT;
}
