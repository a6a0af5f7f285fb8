import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Log } from '@miniatura/text';
import { describeFailure } from './describe-failure.ts';
import { parkMessage, type ParkMessageDependencies } from './park-message.ts';

export interface HandlerDependencies extends ParkMessageDependencies {
  readonly retentionDays: number;
  readonly log: Log;
  /** Told how many messages of a batch were parked. */
  readonly countDeadLetters: (count: number) => void;
}

/**
 * Makes the handler of an SQS batch of dead letters and of refused records: each is recorded,
 * counted and parked. One that cannot be is reported as a batch item failure, alone.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const response = await processPartialResponse(
      event,
      (message: SQSRecord) => takeMessage(message, dependencies),
      new BatchProcessor(EventType.SQS, { logger: SILENT }),
      { throwOnFullBatchFailure: false },
    );
    dependencies.countDeadLetters(event.Records.length - response.batchItemFailures.length);
    return response;
  };
}

/** Failures are logged here, with their ids; Powertools would log the bare error once more. */
const SILENT = { debug() {}, warn() {}, error() {} };

async function takeMessage(message: SQSRecord, dependencies: HandlerDependencies): Promise<void> {
  const { log, retentionDays } = dependencies;
  const failure = describeFailure(message, { now: new Date(), retentionDays });
  const { failureId, messageId, source, object, receiveCount } = failure;
  const startedAt = performance.now();
  try {
    const sourceArn = message.attributes.DeadLetterQueueSourceArn;
    await parkMessage({ ...failure, sourceArn }, dependencies);
    const durationMs = Math.round(performance.now() - startedAt);
    const named = { bucket: object?.bucket ?? null, key: object?.key ?? null };
    const ids = { failureId, messageId, source, receiveCount };
    log.info('Message parked', { ...ids, ...named, outcome: 'parked', durationMs });
  } catch (error) {
    log.error('Message not parked', { failureId, messageId, receiveCount, error });
    throw error;
  }
}
