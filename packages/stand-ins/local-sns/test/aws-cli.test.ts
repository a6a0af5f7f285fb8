import { execFile, execFileSync } from 'node:child_process';
import { promisify } from 'node:util';
import type { LocalSqs } from '@miniatura/local-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { receiveFrom, runningSns, runningSqs } from './running-sns.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const CLIS = ['/usr/bin/aws', 'aws'].filter((path) => {
  try {
    execFileSync(path, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    console.log(`skipped: there is no ${path}`);
    return false;
  }
});

let sqs: LocalSqs;
let endpoint: string;
beforeAll(async () => {
  sqs = await runningSqs(resources);
  ({ endpoint } = await runningSns(resources, { sqsEndpoint: sqs.endpoint }));
});

test.runIf(CLIS.length > 0).each(CLIS)(
  '%s creates a topic, subscribes a queue and publishes to it',
  { timeout: 120_000 },
  async (path) => {
    const name = `cli-${CLIS.indexOf(path)}`;
    const queue = sqs.createQueue({ name });
    const aws = async (...args: string[]): Promise<Record<string, string>> => {
      const { stdout } = await promisify(execFile)(
        path,
        ['sns', ...args, '--endpoint-url', endpoint, '--output', 'json', '--region', 'us-east-1'],
        { env: { ...process.env, AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'any' } },
      );
      return JSON.parse(stdout) as Record<string, string>;
    };
    const { TopicArn = '' } = await aws('create-topic', '--name', name);
    const to = ['--topic-arn', TopicArn];
    const attributes = JSON.stringify({ RawMessageDelivery: 'true', FilterPolicy: '{"a":["b"]}' });
    await aws(
      ...['subscribe', ...to, '--protocol', 'sqs', '--notification-endpoint', queue.arn],
      ...['--attributes', attributes],
    );
    const MessageAttributes = JSON.stringify({ a: { DataType: 'String', StringValue: 'b' } });
    const wanted = ['--message', 'wanted <&>', '--message-attributes', MessageAttributes];
    await aws('publish', ...to, '--message', 'unwanted');
    await aws('publish', ...to, ...wanted);
    expect(await receiveFrom(sqs, name, 1)).toMatchObject([{ body: 'wanted <&>' }]);
  },
);
