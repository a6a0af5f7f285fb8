import { fileURLToPath } from 'node:url';
import {
  CreateQueueCommand,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { endWith, startInChild } from '@miniatura/local-service/test-support/run-in-child';
import { expect, test } from 'vitest';
import { runningSqs, sqsClient, temporaryDirectory } from './running-sqs.ts';

const BIN = fileURLToPath(new URL('../src/bin/local-sqs.ts', import.meta.url));

const arn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;

/** Sends until the server is killed. @returns the acknowledged bodies */
async function sendUntilKilled(
  client: SQSClient,
  QueueUrl: string,
  prefix: string,
  onAcknowledged: (count: number) => void,
): Promise<string[]> {
  const acknowledged: string[] = [];
  for (;;) {
    const MessageBody = `${prefix} ${acknowledged.length}`;
    try {
      await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
    } catch {
      return acknowledged;
    }
    acknowledged.push(MessageBody);
    onAcknowledged(acknowledged.length);
  }
}

test(
  'no acknowledged message is lost when the process is killed while it receives messages',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryDirectory();
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const { child, endpoint } = await startInChild(BIN, ['--directory', directory]);
      const client = sqsClient(endpoint);
      const { QueueUrl } = await client.send(new CreateQueueCommand({ QueueName: 'jobs' }));
      const killAt = 40 + 13 * round;
      const senders = [0, 1, 2, 3].map((sender) =>
        sendUntilKilled(client, QueueUrl as string, `${round}/${sender}`, (count) => {
          if (count === killAt) child.kill('SIGKILL');
        }),
      );
      acknowledged.push(...(await Promise.all(senders)).flat());
    }
    const sqs = await runningSqs({ directory });
    const kept = await sqs.getQueue('jobs').receive({ maxNumberOfMessages: 100_000 });
    const bodies = new Set(kept.map(({ body }) => body));
    expect(acknowledged.filter((body) => !bodies.has(body))).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(100);
  },
);

test(
  'five kills in a row while a message is in flight leave the dead-letter queue empty',
  { timeout: 120_000 },
  async () => {
    const directory = temporaryDirectory();
    for (let round = 0; round < 5; round += 1) {
      const { child, endpoint } = await startInChild(BIN, [
        '--directory',
        directory,
        '--queue',
        'dead',
      ]);
      const client = sqsClient(endpoint);
      const { QueueUrl } = await client.send(
        new CreateQueueCommand({
          QueueName: 'jobs',
          Attributes: {
            VisibilityTimeout: '180',
            RedrivePolicy: JSON.stringify({ deadLetterTargetArn: arn('dead'), maxReceiveCount: 3 }),
          },
        }),
      );
      if (round === 0) await client.send(new SendMessageCommand({ QueueUrl, MessageBody: 'good' }));
      const { Messages } = await client.send(new ReceiveMessageCommand({ QueueUrl }));
      expect(Messages?.map(({ Body }) => Body)).toEqual(['good']);
      await endWith(child, 'SIGKILL');
    }
    const sqs = await runningSqs({ directory });
    expect(sqs.getQueue('dead').counts()).toEqual({ visible: 0, inFlight: 0, delayed: 0 });
    expect(await sqs.getQueue('jobs').receive()).toMatchObject([{ body: 'good', receiveCount: 1 }]);
  },
);
