import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { type LocalSqs, type ReceivedMessage, startLocalSqs } from '@miniatura/local-sqs';
import {
  type LocalSns,
  type LocalSnsOptions,
  type QueueTarget,
  startLocalSns,
} from '../src/index.ts';

export function temporaryDirectory(resources: AsyncDisposableStack): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-sns-'));
  resources.defer(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export async function runningSqs(resources: AsyncDisposableStack): Promise<LocalSqs> {
  const sqs = await startLocalSqs({ directory: temporaryDirectory(resources), port: 0 });
  resources.defer(() => sqs.close());
  return sqs;
}

export async function runningSns(
  resources: AsyncDisposableStack,
  options: QueueTarget & Partial<Omit<LocalSnsOptions, keyof QueueTarget>>,
): Promise<LocalSns> {
  const directory = temporaryDirectory(resources);
  const sns = await startLocalSns({ directory, port: 0, ...options });
  resources.defer(() => sns.close());
  return sns;
}

/** A client of the AWS SDK for the stand-in. */
export function snsClient(endpoint: string, resources: AsyncDisposableStack): SNSClient {
  const client = new SNSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  resources.defer(() => client.destroy());
  return client;
}

/** Receives this number of messages from a queue. Fails after a minute. */
export async function receiveFrom(
  sqs: LocalSqs,
  name: string,
  count: number,
): Promise<readonly ReceivedMessage[]> {
  const queue = sqs.getQueue(name);
  const signal = AbortSignal.timeout(60_000);
  const messages: ReceivedMessage[] = [];
  while (messages.length < count && !signal.aborted) {
    const maxNumberOfMessages = count - messages.length;
    messages.push(...(await queue.receive({ maxNumberOfMessages, waitMs: 10_000, signal })));
  }
  queue.delete(messages.map(({ receiptHandle }) => receiptHandle));
  return messages;
}
