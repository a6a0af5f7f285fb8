import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished, vi } from 'vitest';
import { type LocalSqs, type LocalSqsOptions, startLocalSqs } from '../src/index.ts';

/** A directory that is deleted after the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'local-sqs-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** A running stand-in that is closed after the test. */
export async function runningSqs(options: Partial<LocalSqsOptions> = {}): Promise<LocalSqs> {
  const sqs = await startLocalSqs({ directory: temporaryDirectory(), port: 0, ...options });
  onTestFinished(() => sqs.close());
  return sqs;
}

/** A client of the AWS SDK for the stand-in. */
export function sqsClient(endpoint: string): SQSClient {
  const client = new SQSClient({
    endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'any', secretAccessKey: 'any' },
    maxAttempts: 1,
  });
  onTestFinished(() => client.destroy());
  return client;
}

/** Waits until the condition is true, for at most a minute. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  await vi.waitUntil(condition, { timeout: 60_000, interval: 5 });
}
