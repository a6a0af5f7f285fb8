import { setTimeout as sleep } from 'node:timers/promises';
import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parseBatchResponse } from './batch-response.ts';
import { LocalSqsError, SqsServiceError } from './errors.ts';
import { createLambdaContext } from './lambda-context.ts';
import type { ReceivedMessage } from './queue-messages.ts';
import type { Queue } from './queue.ts';
import { toSqsEvent } from './sqs-event.ts';

export type SqsHandler = (event: SQSEvent, context: Context) => Promise<SQSBatchResponse | void>;

/** The invocation that failed. Without messages, receiving failed. */
export interface FailedInvocation {
  readonly queueArn: string;
  readonly awsRequestId: string | undefined;
  readonly messageIds: readonly string[];
}

export interface EventSourceMappingOptions {
  readonly queue: Queue;
  readonly handler: SqsHandler;
  /** The maximum number of messages in an event, 1–10,000; 10 by default. */
  readonly batchSize?: number;
  /** How long a batch is collected after its first message, 0–300,000; 0 by default. */
  readonly maxBatchingWindowMs?: number;
  /** The maximum number of concurrent invocations, 1–1,000. On AWS the minimum is 2. */
  readonly maximumConcurrency: number;
  /** An invocation that takes longer fails, 1–900,000. */
  readonly functionTimeoutMs: number;
  /** Whether the handler's `batchItemFailures` are used; true by default. */
  readonly reportBatchItemFailures?: boolean;
  /**
   * The delay before a failed message is visible again, by its receive count, which starts at 1. By
   * default it is visible again after its visibility timeout, as on AWS.
   */
  readonly retryDelayMs?: (receiveCount: number) => number;
  /** The function's name in the handler's context; `local` by default. */
  readonly functionName?: string;
  /**
   * Receives the errors and timeouts of the handler, its invalid responses, and errors of the
   * queue.
   */
  readonly onError: (error: unknown, invocation: FailedInvocation) => void;
}

export interface EventSourceMapping {
  /** Stops receiving, and resolves when the batches in flight are done. */
  stop(): Promise<void>;
}

const RECEIVE_RETRY_MS = 1000;

const RANGES = {
  batchSize: { min: 1, max: 10_000 },
  maxBatchingWindowMs: { min: 0, max: 300_000 },
  maximumConcurrency: { min: 1, max: 1000 },
  functionTimeoutMs: { min: 1, max: 900_000 },
} as const;

function parseOptions(options: EventSourceMappingOptions) {
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
}

type Settings = ReturnType<typeof parseOptions>;

/**
 * Lambda rejects such a mapping: messages would be visible again while they are being processed.
 */
function checkVisibilityTimeout({ queue, functionTimeoutMs }: Settings): void {
  const { visibilityTimeoutMs } = queue.record.settings;
  if (visibilityTimeoutMs >= functionTimeoutMs) return;
  throw new LocalSqsError(
    'invalid-option',
    `Expected a VisibilityTimeout of at least functionTimeoutMs (${functionTimeoutMs} ms) for the queue ${queue.name} but received ${visibilityTimeoutMs} ms.`,
  );
}

async function withTimeout<T>(work: Promise<T>, timeoutMs: number): Promise<T> {
  const finished = new AbortController();
  const timeout = sleep(timeoutMs, undefined, { signal: finished.signal }).then(() => {
    throw new LocalSqsError('function-timed-out', `Task timed out after ${timeoutMs} ms.`);
  });
  // When the work ends first, the rejection of the aborted timer is ignored.
  timeout.catch(() => undefined);
  try {
    return await Promise.race([work, timeout]);
  } finally {
    finished.abort();
  }
}

async function collectBatch(
  { queue, batchSize, maxBatchingWindowMs }: Settings,
  signal: AbortSignal,
): Promise<ReceivedMessage[]> {
  const batch = await queue.receive({ maxNumberOfMessages: batchSize, waitMs: Infinity, signal });
  const deadlineMs = performance.now() + maxBatchingWindowMs;
  while (batch.length > 0 && batch.length < batchSize && !signal.aborted) {
    const waitMs = deadlineMs - performance.now();
    if (waitMs <= 0) break;
    const maxNumberOfMessages = batchSize - batch.length;
    batch.push(...(await queue.receive({ maxNumberOfMessages, waitMs, signal })));
  }
  return batch;
}

/** Runs the handler and returns the ids of the failed messages. */
async function invoke(
  settings: Settings,
  messages: readonly ReceivedMessage[],
): Promise<ReadonlySet<string>> {
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
}

function applyResults(
  { queue, retryDelayMs }: Settings,
  messages: readonly ReceivedMessage[],
  failedIds: ReadonlySet<string>,
): void {
  const failed = messages.filter(({ messageId }) => failedIds.has(messageId));
  const succeeded = messages.filter(({ messageId }) => !failedIds.has(messageId));
  queue.delete(succeeded.map(({ receiptHandle }) => receiptHandle));
  queue.fail(
    failed.map(({ receiptHandle, receiveCount }) => ({
      receiptHandle,
      ...(retryDelayMs && { visibleInMs: retryDelayMs(receiveCount) }),
    })),
  );
}

/**
 * One consumer of the mapping: it processes batch after batch until `signal` aborts or the queue is
 * deleted.
 */
async function consume(settings: Settings, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const messages = await collectBatch(settings, signal);
      if (messages.length > 0) applyResults(settings, messages, await invoke(settings, messages));
    } catch (error) {
      const { onError, queue } = settings;
      onError(error, { queueArn: queue.arn, awsRequestId: undefined, messageIds: [] });
      if (error instanceof SqsServiceError && error.code === 'QueueDoesNotExist') return;
      await sleep(RECEIVE_RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/**
 * Does what Lambda's event source mapping does with an SQS queue: it passes batches to the handler,
 * deletes the messages that succeeded, and returns failed messages to the queue. It waits for
 * messages without polling.
 * @throws LocalSqsError invalid-option
 */
export function startEventSourceMapping(options: EventSourceMappingOptions): EventSourceMapping {
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
}
