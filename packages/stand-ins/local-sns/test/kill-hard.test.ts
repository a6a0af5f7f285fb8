import { fileURLToPath } from 'node:url';
import { CreateTopicCommand, PublishCommand, SubscribeCommand } from '@aws-sdk/client-sns';
import { startInChild } from '@miniatura/local-service/test-support/run-in-child';
import { afterAll, expect, test } from 'vitest';
import {
  receiveFrom,
  runningSns,
  runningSqs,
  snsClient,
  temporaryDirectory,
} from './running-sns.ts';

const resources = new AsyncDisposableStack();
afterAll(() => resources.disposeAsync());

const BIN = fileURLToPath(new URL('../src/bin/local-sns.ts', import.meta.url));

test(
  'no acknowledged message is lost when the process is killed while it receives messages',
  { timeout: 120_000 },
  async () => {
    const sqs = await runningSqs(resources);
    const { arn } = sqs.createQueue({ name: 'jobs' });
    const directory = temporaryDirectory(resources);
    const acknowledged: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      const args = ['--directory', directory, '--sqs-endpoint', sqs.endpoint];
      const { child, endpoint } = await startInChild(BIN, args);
      const client = snsClient(endpoint, resources);
      const { TopicArn } = await client.send(new CreateTopicCommand({ Name: 'events' }));
      const Attributes = { RawMessageDelivery: 'true' };
      const subscription = { TopicArn, Protocol: 'sqs', Endpoint: arn, Attributes };
      await client.send(new SubscribeCommand(subscription));
      const publishUntilGone = async (publisher: number): Promise<void> => {
        for (let index = 0; ; index += 1) {
          const Message = `${round}/${publisher}/${index}`;
          await client.send(new PublishCommand({ TopicArn, Message }));
          acknowledged.push(Message);
          if (index === 30 + round) child.kill('SIGKILL');
        }
      };
      await Promise.allSettled([0, 1, 2, 3].map(publishUntilGone));
    }
    await runningSns(resources, { directory, sqsEndpoint: sqs.endpoint });
    const wanted = new Set(acknowledged);
    while (wanted.size > 0) {
      const [message] = await receiveFrom(sqs, 'jobs', 1);
      // Fails when no message is left.
      expect(message).toBeDefined();
      wanted.delete(message?.body ?? '');
    }
    expect(acknowledged.length).toBeGreaterThan(90);
  },
);
