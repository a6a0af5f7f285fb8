import type { S3Client } from '@aws-sdk/client-s3';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Config } from './config.ts';
import { s3Originals, s3Peek } from './s3-originals.ts';
import type { StoreRecordDependencies } from './store-record.ts';

/** Creates the dependencies of the handler from its clients, on AWS and on a laptop. */
export function connect(
  { s3, sqs }: { readonly s3: S3Client; readonly sqs: SQSClient },
  config: Omit<Config, 'logLevel'>,
): StoreRecordDependencies {
  const { originalsBucket, refusalsQueueUrl, pointerBuckets, maxBytes } = config;
  return {
    pointerBuckets,
    maxBytes,
    originals: s3Originals(s3, originalsBucket),
    peek: s3Peek(s3),
    async reject(rejected) {
      const MessageBody = JSON.stringify(rejected);
      await sqs.send(new SendMessageCommand({ QueueUrl: refusalsQueueUrl, MessageBody }));
    },
  };
}
