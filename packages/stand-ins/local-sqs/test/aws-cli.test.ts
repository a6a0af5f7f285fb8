import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runningSqs } from './running-sqs.ts';

/** Debian's CLI uses the query protocol; versions since late 2023 use JSON. */
function versionOf(path: string): string | undefined {
  try {
    return execFileSync(path, ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}

const versions = ['/usr/bin/aws', 'aws'].map((path) => [path, versionOf(path)] as const);
const installed = versions.filter(([, version]) => version !== undefined);
for (const [path, version] of versions) {
  if (version === undefined) console.log(`skipped: there is no ${path}`);
}

test.runIf(installed.length > 0).each(installed)(
  '%s (%s) creates a queue, sends, receives and deletes',
  { timeout: 120_000 },
  async (path) => {
    const sqs = await runningSqs();
    const aws = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await promisify(execFile)(
        path,
        ['sqs', ...args, '--endpoint-url', sqs.endpoint, '--output', 'json'],
        {
          env: {
            ...process.env,
            AWS_ACCESS_KEY_ID: 'any',
            AWS_SECRET_ACCESS_KEY: 'any',
            AWS_DEFAULT_REGION: 'us-east-1',
          },
        },
      );
      return stdout === '' ? {} : (JSON.parse(stdout) as Record<string, unknown>);
    };
    const { QueueUrl } = (await aws('create-queue', '--queue-name', 'jobs')) as {
      QueueUrl: string;
    };
    await aws('send-message', '--queue-url', QueueUrl, '--message-body', 'from the shell');
    const { Messages } = (await aws('receive-message', '--queue-url', QueueUrl)) as {
      Messages: { Body: string; ReceiptHandle: string }[];
    };
    expect(Messages.map(({ Body }) => Body)).toEqual(['from the shell']);
    const handle = Messages[0]?.ReceiptHandle as string;
    await aws('delete-message', '--queue-url', QueueUrl, '--receipt-handle', handle);
    expect(sqs.getQueue('jobs').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    await expect(aws('get-queue-url', '--queue-name', 'nowhere')).rejects.toThrow(
      'AWS.SimpleQueueService.NonExistentQueue',
    );
  },
);
