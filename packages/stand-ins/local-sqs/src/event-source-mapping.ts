import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseBatchResponse } from './batch-response.ts';
import { LocalSqsError, SqsServiceError } from './errors.ts';
import { createLambdaContext } from './lambda-context.ts';
import type { Queue } from './queue.ts';
import type { ReceivedMessage } from './queue-messages.ts';
import { toSqsEvent } from './sqs-event.ts';

export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | void>;

/** The invocation an error belongs to; without messages it is about receiving. */
export interface FailedInvocation {
  readonly queueArn: string;
  readonly awsRequestId: string | undefined;
  readonly messageIds: readonly string[];
}

export interface EventSourceMappingOptions {
  readonly queue: Queue;
  readonly handler: SqsHandler;
  /** Messages in an event, 1–10,000; 10 by default. */
  readonly batchSize?: number;
  /** How long to collect a batch after its first message, 0–300,000; 0 by default. */
  readonly maxBatchingWindowMs?: number;
  /** Invocations at a time, 1–1,000. On AWS the least is 2. */
  readonly maximumConcurrency: number;
  /** An invocation that takes longer has failed, 1–900,000. */
  readonly functionTimeoutMs: number;
  /** Whether `batchItemFailures` in the handler's answer is heeded; true by default. */
  readonly reportBatchItemFailures?: boolean;
  /**
   * When a failed message comes back, by its receive count (1 for the first). By default at its
   * visibility timeout, as on AWS.
   */
  readonly retryDelayMs?: (receiveCount: number) => number;
  /** The name in the handler's context; `local` by default. */
  readonly functionName?: string;
  /** Told of what the handler threw, its timeouts, its invalid answers, and faults of the queue. */
  readonly onError: (error: unknown, invocation: FailedInvocation) => void;
}

export interface EventSourceMapping {
  /** Takes no more messages, and resolves when the batches in flight are done. */
  stop(): Promise<void>;
}

const RECEIVE_RETRY_MS = 1000;

const RANGES = {
  batchSize: { min: 1, max: 10_000 },
  maxBatchingWindowMs: { min: 0, max: 300_000 },
  maximumConcurrency: { min: 1, max: 1000 },
  functionTimeoutMs: { min: 1, max: 900_000 },
} as const;

const parseOptions = (options: EventSourceMappingOptions) => {
  const settings = {
    batchSize: 10,
    maxBatchingWindowMs: 0,
    reportBatchItemFailures: true,
    functionName: 'local',
    ...options,
  };
  for (const [name, { min, max }] of Object.entries(RANGES)) {
    const value = settings[name as keyof typeof RANGES];
    if (!Number.isInteger(value) || value < min || value > max) {
      throw new LocalSqsError(
        'invalid-option',
        `Expected an integer from ${min} to ${max} for ${name} but received ${value}.`,
      );
    }
  }
  return settings;
};

type Settings = ReturnType<typeof parseOptions>;

/** Lambda refuses such a mapping: messages would come back while they are being worked on. */
const checkVisibilityTimeout = ({ queue, functionTimeoutMs }: Settings): void => {
  const { visibilityTimeoutMs } = queue.record.settings;
  if (visibilityTimeoutMs >= functionTimeoutMs) return;
  throw new LocalSqsError(
    'invalid-option',
    `Expected a VisibilityTimeout of at least functionTimeoutMs (${functionTimeoutMs} ms) for the queue ${queue.name} but received ${visibilityTimeoutMs} ms.`,
  );
};

const withTimeout = async <T>(work: Promise<T>, timeoutMs: number): Promise<T> => {
  const done = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: done.signal }).then(() => {
    throw new LocalSqsError('function-timed-out', `Task timed out after ${timeoutMs} ms.`);
  });
  // When the work ends first, the timer's end is nobody's business.
  timeout.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    done.abort();
  }
};

const collectBatch = async (
  { queue, batchSize, maxBatchingWindowMs }: Settings,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> => {
  const batch = await queue.receive({ maxNumberOfMessages: batchSize, waitMs: Infinity, signal });
  const deadlineMs = performance.now() + maxBatchingWindowMs;
  while (batch.length > 0 && batch.length < batchSize && !signal.aborted) {
    const waitMs = deadlineMs - performance.now();
    if (waitMs <= 0) break;
    const maxNumberOfMessages = batchSize - batch.length;
    batch.push(...(await queue.receive({ maxNumberOfMessages, waitMs, signal })));
  }
  return batch;
};

/** Runs the handler and gives back the ids of the messages that failed. */
const invoke = async (
  settings: Settings,
  messages: readonly ReceivedMessage[],
): Promise<ReadonlySet<string>> => {
  const { queue, handler, functionTimeoutMs, onError } = settings;
  const event = toSqsEvent(messages, queue.arn);
  const region = event.Records[0]?.awsRegion ?? '';
  const context = createLambdaContext({ ...settings, region });
  const messageIds = messages.map(({ messageId }) => messageId);
  try {
    const run = async (): Promise<unknown> => handler(event, context);
    const response = await withTimeout(run(), functionTimeoutMs);
    if (!settings.reportBatchItemFailures) return new Set();
    return parseBatchResponse(response, new Set(messageIds));
  } catch (error) {
    onError(error, { queueArn: queue.arn, awsRequestId: context.awsRequestId, messageIds });
    return new Set(messageIds);
  }
};

const settle = (
  { queue, retryDelayMs }: Settings,
  messages: readonly ReceivedMessage[],
  failedIds: ReadonlySet<string>,
): void => {
  const failed = messages.filter(({ messageId }) => failedIds.has(messageId));
  const done = messages.filter(({ messageId }) => !failedIds.has(messageId));
  queue.delete(done.map(({ receiptHandle }) => receiptHandle));
  queue.fail(
    failed.map(({ receiptHandle, receiveCount }) => ({
      receiptHandle,
      ...(retryDelayMs && { visibleInMs: retryDelayMs(receiveCount) }),
    })),
  );
};

/** One of the mapping's consumers: a batch at a time until the signal aborts or the queue goes. */
const consume = async (settings: Settings, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    try {
      const messages = await collectBatch(settings, signal);
      if (messages.length > 0) settle(settings, messages, await invoke(settings, messages));
    } catch (error) {
      const { onError, queue } = settings;
      onError(error, { queueArn: queue.arn, awsRequestId: undefined, messageIds: [] });
      if (error instanceof SqsServiceError && error.code === 'QueueDoesNotExist') return;
      await sleep(RECEIVE_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
};

/**
 * Does what Lambda's event source mapping does with an SQS queue: hands batches to the handler,
 * deletes what succeeded, lets what failed come back. It sleeps until a message arrives.
 * @throws LocalSqsError invalid-option
 */
export const startEventSourceMapping = (options: EventSourceMappingOptions): EventSourceMapping => {
  const settings = parseOptions(options);
  checkVisibilityTimeout(settings);
  const stopping = new AbortController();
  const consumers = Array.from({ length: settings.maximumConcurrency }, () =>
    consume(settings, stopping.signal),
  );
  return {
    stop: async () => {
      stopping.abort();
      await Promise.all(consumers);
    },
  };
};
