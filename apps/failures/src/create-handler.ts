import { BatchProcessor, EventType, processPartialResponse } from '@aws-lambda-powertools/batch';
import type { Log } from '@miniatura/text';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { describeFailure } from './describe-failure.ts';
import { parkMessage, type ParkMessageDependencies } from './park-message.ts';

export interface HandlerDependencies extends ParkMessageDependencies {
  readonly retentionDays: number;
  readonly log: Log;
  /** Called with the number of messages of a batch that were parked. */
  readonly countDeadLetters: (count: number) => void;
}

/**
 * Creates the handler of SQS batches of dead letters and rejected records. It records, counts and
 * parks each message. A message that fails is reported as a batch item failure.
 */
export function createHandler(
  dependencies: HandlerDependencies,
): (event: SQSEvent) => Promise<SQSBatchResponse> {
  return async (event) => {
    const response = await processPartialResponse(
      event,
      (message: SQSRecord) => processMessage(message, dependencies),
      new BatchProcessor(EventType.SQS, { logger: SILENT }),
      { throwOnFullBatchFailure: false },
    );
    dependencies.countDeadLetters(event.Records.length - response.batchItemFailures.length);
    return response;
  };
}

/** Errors are logged here with their ids; Powertools would log them again without. */
const SILENT = { debug() {}, warn() {}, error() {} };

async function processMessage(
  message: SQSRecord,
  dependencies: HandlerDependencies,
): Promise<void> {
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
