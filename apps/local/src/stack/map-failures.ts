import {
  createHandler,
  type ParkMessageDependencies,
  type RedriveDependencies,
} from '@miniatura/failures';
import { connect } from '@miniatura/failures/connect';
import { FAILURES_RESOURCES } from '@miniatura/failures/resources';
import { type EventSourceMapping, startEventSourceMapping } from '@miniatura/local-sqs';
import type { Metadata } from '@miniatura/metadata';
import type { Log } from '@miniatura/text';
import type { AwsClients } from './aws-clients.ts';
import type { FailureQueues } from './failure-queues.ts';
import {
  BULK_QUEUE,
  PARKING_QUEUE,
  queueUrlOf,
  RETENTION_DAYS,
  THUMBNAILER_QUEUE,
} from './names.ts';

interface FailureAccess {
  readonly clients: Pick<AwsClients, 'sqs'>;
  readonly metadata: Pick<Metadata, 'db'>;
  /** The endpoint of SQS. */
  readonly sqsEndpoint: string;
}

/** Creates the dependencies of parking and redriving for a stack's endpoints. */
export function connectFailures({
  clients,
  metadata,
  sqsEndpoint,
}: FailureAccess): ParkMessageDependencies & RedriveDependencies {
  return connect(
    { sqs: clients.sqs, metadata },
    {
      parkingQueueUrl: queueUrlOf(sqsEndpoint, PARKING_QUEUE),
      thumbnailerQueueUrl: queueUrlOf(sqsEndpoint, THUMBNAILER_QUEUE),
      bulkQueueUrl: queueUrlOf(sqsEndpoint, BULK_QUEUE),
    },
  );
}

/** Passes dead letters and rejected records to the failure handler. */
export function mapFailures(
  { deadLetters, rejections }: FailureQueues,
  access: FailureAccess,
  log: Log,
): readonly EventSourceMapping[] {
  const handler = createHandler({
    ...connectFailures(access),
    retentionDays: RETENTION_DAYS,
    log,
    countDeadLetters: () => undefined,
  });
  return [deadLetters, rejections].map((queue) =>
    startEventSourceMapping({
      queue,
      handler,
      batchSize: FAILURES_RESOURCES.batchSize,
      maximumConcurrency: 1,
      functionTimeoutMs: FAILURES_RESOURCES.timeoutMs,
      functionName: 'failures',
      onError: (error, { messageIds }) => log.error('Invocation failed', { error, messageIds }),
    }),
  );
}
