import {
  type CallbackWithPromise,
  Consumer,
  type FetchOptions,
  findErrorBy,
  type RecordsBatch,
} from '@platformatic/kafka';
import { correctFetchResponse, type FetchResponse } from './correct-fetch-response.ts';

type BytesFetchOptions = FetchOptions<Buffer, Buffer, Buffer, Buffer>;
type RequestedTopic = BytesFetchOptions['topics'][number];

/**
 * A consumer that continues after a batch that cannot be decoded. It yields each record of the
 * batch without content.
 */
export class RecordConsumer extends Consumer<Buffer, Buffer, Buffer, Buffer> {
  /** Why a record is unreadable, by its placeholder value. */
  readonly #reasons = new WeakMap<Buffer, string>();

  /** Returns why a consumed record could not be decoded; undefined when it was decoded. */
  reasonUnreadable(value: Buffer | undefined): string | undefined {
    return value === undefined ? undefined : this.#reasons.get(value);
  }

  override fetch(options: BytesFetchOptions, callback: CallbackWithPromise<FetchResponse>): void;
  override fetch(options: BytesFetchOptions): Promise<FetchResponse>;
  override fetch(
    options: BytesFetchOptions,
    callback?: CallbackWithPromise<FetchResponse>,
  ): Promise<FetchResponse> | void {
    const fetched = this.#fetchReadable(options);
    if (callback === undefined) return fetched;
    fetched.then(
      (response) => callback(null, response),
      (error: Error) => callback(error, undefined as never),
    );
  }

  async #fetchReadable(options: BytesFetchOptions): Promise<FetchResponse> {
    try {
      return correctFetchResponse(await super.fetch(options));
    } catch (error) {
      if (decodingFault(error) === undefined) throw error;
      return this.#fetchOneByOne(options);
    }
  }

  /**
   * A decoding error fails the complete response: fetches the next batch of each partition
   * separately.
   */
  async #fetchOneByOne(options: BytesFetchOptions): Promise<FetchResponse> {
    let response: FetchResponse = { throttleTimeMs: 0, errorCode: 0, sessionId: 0, responses: [] };
    for (const topic of eachPartitionAlone(options.topics)) {
      const one = await this.#fetchOne({ ...options, topics: [topic] });
      response = { ...one, responses: [...response.responses, ...one.responses] };
    }
    return response;
  }

  async #fetchOne(options: BytesFetchOptions): Promise<FetchResponse> {
    try {
      return correctFetchResponse(await super.fetch(options));
    } catch (error) {
      const reason = decodingFault(error);
      const [topic] = options.topics;
      if (reason === undefined || topic === undefined) throw error;
      const value = Buffer.alloc(0);
      this.#reasons.set(value, reason);
      return responseWith(topic, value);
    }
  }
}

/** Brokers return at least one batch, whatever the limit in bytes. */
function eachPartitionAlone(topics: readonly RequestedTopic[]): RequestedTopic[] {
  return topics.flatMap(({ topicId, partitions }) =>
    partitions.map((partition) => ({
      topicId,
      partitions: [{ ...partition, partitionMaxBytes: 1 }],
    })),
  );
}

/** The name of V8's error when WebAssembly traps. */
const WASM_TRAP = 'RuntimeError';
const CODECS_ERROR = /^(Z_|ZSTD_|ERR_BUFFER)/;

/** Returns the message of a codec's or a record reader's error; undefined for all other errors. */
function decodingFault(error: unknown): string | undefined {
  const faults = [error, ...((error as { errors?: unknown[] }).errors ?? [])] as Error[];
  const ofBytes = faults.find(
    (fault) =>
      fault.name === WASM_TRAP ||
      fault instanceof RangeError ||
      CODECS_ERROR.test(String((fault as NodeJS.ErrnoException).code)) ||
      ['PLT_KFK_OUT_OF_BOUNDS', 'PLT_KFK_UNSUPPORTED_COMPRESSION'].some(
        (code) => findErrorBy(fault, 'code', code) !== null,
      ),
  );
  return ofBytes?.message;
}

/** Creates a response in which one record without content replaces the requested one. */
function responseWith({ topicId, partitions }: RequestedTopic, value: Buffer): FetchResponse {
  const answers = partitions.map(({ partition, fetchOffset }) => ({
    partitionIndex: partition,
    errorCode: 0,
    highWatermark: -1n,
    lastStableOffset: -1n,
    logStartOffset: -1n,
    abortedTransactions: null,
    preferredReadReplica: -1,
    records: [batchOf(fetchOffset, value)],
  }));
  return {
    throttleTimeMs: 0,
    errorCode: 0,
    sessionId: 0,
    responses: [{ topicId, partitions: answers }],
  };
}

function batchOf(firstOffset: bigint, value: Buffer): RecordsBatch {
  const record = {
    ...{ length: 0, attributes: 0, timestampDelta: 0n, offsetDelta: 0 },
    ...{ key: null, value, headers: [] },
  };
  return {
    firstOffset,
    length: 0,
    partitionLeaderEpoch: -1,
    magic: 2,
    crc: 0,
    attributes: 0,
    lastOffsetDelta: 0,
    firstTimestamp: 0n,
    maxTimestamp: 0n,
    producerId: -1n,
    producerEpoch: -1,
    firstSequence: -1,
    records: [record],
  };
}
