import type { SQSClient } from '@aws-sdk/client-sqs';
import { failureLogOf, type Metadata } from '@miniatura/metadata';
import type { Config } from './config.ts';
import type { ParkMessageDependencies } from './park-message.ts';
import type { RedriveDependencies } from './redrive-failures.ts';
import { failureSender, parkedMessages } from './sqs-queues.ts';

/** What parking and putting back work with, on AWS and on a laptop. */
export function connect(
  { sqs, metadata }: { readonly sqs: SQSClient; readonly metadata: Pick<Metadata, 'db'> },
  config: Pick<Config, 'parkingQueueUrl' | 'thumbnailerQueueUrl'>,
): ParkMessageDependencies & RedriveDependencies {
  return {
    failures: failureLogOf(metadata.db),
    parking: failureSender(sqs, config.parkingQueueUrl),
    parked: parkedMessages(sqs, config.parkingQueueUrl),
    queue: failureSender(sqs, config.thumbnailerQueueUrl),
  };
}
