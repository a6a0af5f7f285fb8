import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { runningSqs } from './running-sqs.ts';

/** SQS's JSON protocol came with the AWS CLI of late 2023. */
const findAwsCli = (): string | undefined => {
  try {
    const version = execFileSync('aws', ['--version'], { encoding: 'utf8' });
    const [, major = 0, minor = 0] = /aws-cli\/(\d+)\.(\d+)/.exec(version)?.map(Number) ?? [];
    return (major === 1 && minor >= 30) || (major === 2 && minor >= 14)
      ? version.trim()
      : undefined;
  } catch {
    return undefined;
  }
};

const version = findAwsCli();
if (version === undefined) console.log('skipped: no AWS CLI that speaks JSON to SQS is installed');

test.runIf(version !== undefined)(
  'the AWS CLI makes a queue, sends, receives and deletes',
  { timeout: 60_000 },
  async () => {
    const sqs = await runningSqs();
    const aws = async (...args: string[]): Promise<Record<string, unknown>> => {
      const { stdout } = await promisify(execFile)(
        'aws',
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
