import type { SQSClient } from '@aws-sdk/client-sqs';
import { failureLogOf, type Metadata } from '@miniatura/metadata';
import type { Config } from './config.ts';
import type { ParkMessageDependencies } from './park-message.ts';
import type { RedriveDependencies } from './redrive-failures.ts';
import { parkedMessages, parkingSender, sourceSender } from './sqs-queues.ts';

/** Creates the dependencies of parking and redriving from their clients, on AWS and on a laptop. */
export function connect(
  { sqs, metadata }: { readonly sqs: SQSClient; readonly metadata: Pick<Metadata, 'db'> },
  config: Pick<Config, 'parkingQueueUrl' | 'thumbnailerQueueUrl' | 'bulkQueueUrl'>,
): ParkMessageDependencies & RedriveDependencies {
  return {
    failures: failureLogOf(metadata.db),
    parking: parkingSender(sqs, config.parkingQueueUrl),
    parked: parkedMessages(sqs, config.parkingQueueUrl),
    queue: sourceSender(sqs, [config.thumbnailerQueueUrl, config.bulkQueueUrl]),
  };
}
