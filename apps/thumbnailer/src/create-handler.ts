import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import { imageIdOf } from '@miniatura/metadata';
import { isQuarantineKey } from '@miniatura/moderation';
import { type ObjectEvent, parseObjectEvents } from '@miniatura/objects/object-events';
import {
  formatTraceHeader,
  parseTraceHeader,
  type TraceHeader,
  type Tracer,
} from '@miniatura/tracing';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { type DelayRetry, retryDelayS } from './delay-retry.ts';
import { OwnOutputError } from './errors.ts';
import { EVENT_OUTCOMES, type EventOutcome } from './event-outcome.ts';
import { makeThumbnails, type MakeThumbnailsDependencies } from './make-thumbnails.ts';
import { removeThumbnails } from './remove-thumbnails.ts';
import { trackAttempt, type TrackAttemptDependencies } from './track-attempt.ts';

export const OUTCOME_METRICS = [...EVENT_OUTCOMES, 'failed'] as const;

/** The number of events of a batch by outcome, and the number of failed messages. */
type OutcomeCounts = Record<(typeof OUTCOME_METRICS)[number], number>;

export type CountOutcomes = (counts: Readonly<OutcomeCounts>) => void;

export interface HandlerDependencies extends MakeThumbnailsDependencies, TrackAttemptDependencies {
  readonly thumbnailsBucket: string;
  readonly countOutcomes: CountOutcomes;
  readonly delayRetry: DelayRetry;
  readonly tracer: Tracer;
}

/**
 * Creates the handler of SQS batches of S3 events. Messages are processed concurrently. A failed
 * message is reported as a batch item failure: SQS delivers it again, and dead-letters it after the
 * last attempt.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const counts = Object.fromEntries(OUTCOME_METRICS.map((name) => [name, 0])) as OutcomeCounts;
    const response = await processPartialResponse(
      event,
      (message: SQSRecord) => processMessage(message, counts, dependencies),
      new BatchProcessor(EventType.SQS, { logger: SILENT }),
      { throwOnFullBatchFailure: false },
    );
    counts.failed = response.batchItemFailures.length;
    dependencies.countOutcomes(counts);
    return response;
  };
}

/** @throws every error, after recording it and setting the delay of the next attempt */
async function processMessage(
  message: SQSRecord,
  counts: OutcomeCounts,
  dependencies: HandlerDependencies,
): Promise<void> {
  const header = parseTraceHeader(message.attributes.AWSTraceHeader);
  try {
    await dependencies.tracer.trace(header, (own) =>
      trackAttempt(message, dependencies, () => applyEvents(message, own, counts, dependencies)),
    );
  } catch (error) {
    await scheduleNextAttempt(message, error, dependencies);
    throw error;
  }
}

async function applyEvents(
  { body, messageId, attributes }: SQSRecord,
  header: TraceHeader | undefined,
  counts: OutcomeCounts,
  dependencies: HandlerDependencies,
): Promise<void> {
  const shared = {
    receiveCount: Number(attributes.ApproximateReceiveCount),
    traceHeader: header && formatTraceHeader(header),
  };
  let isDeferred = false;
  for (const event of parseObjectEvents(body)) {
    const { outcome } = await applyEvent({ ...event, ...shared }, messageId, dependencies);
    counts[outcome] += 1;
    isDeferred ||= outcome === 'deferred';
  }
  if (isDeferred) await dependencies.deferMessage?.(body);
}

/** If this fails, the message is delivered again after its visibility timeout. */
async function scheduleNextAttempt(
  message: SQSRecord,
  error: unknown,
  { delayRetry, log }: HandlerDependencies,
): Promise<void> {
  const { messageId } = message;
  const receiveCount = Number(message.attributes.ApproximateReceiveCount);
  try {
    await delayRetry(message, retryDelayS(receiveCount, error));
  } catch (cause) {
    log.error('Retry delay not set', { messageId, receiveCount, error: cause });
  }
}

/** Errors are logged here with their ids; Powertools would log them again without. */
const SILENT = { debug() {}, warn() {}, error() {} };

async function applyEvent(
  event: ObjectEvent,
  messageId: string,
  dependencies: HandlerDependencies,
): Promise<EventOutcome> {
  if (event.bucket === dependencies.thumbnailsBucket) throw new OwnOutputError(event.bucket);
  if (isQuarantineKey(event.key)) {
    return { outcome: 'untouched', imageId: imageIdOf(event.bucket, event.key) };
  }
  const startedAt = performance.now();
  const apply = event.kind === 'created' ? makeThumbnails : removeThumbnails;
  const outcome = await apply(event, dependencies);
  dependencies.tracer.annotate({ imageId: outcome.imageId, outcome: outcome.outcome });
  const { bucket, key, sequencer, eventName } = event;
  const durationMs = Math.round(performance.now() - startedAt);
  dependencies.log.info('Event applied', {
    ...{ messageId, eventName, bucket, key, sequencer },
    ...{ ...outcome, durationMs },
  });
  return outcome;
}
