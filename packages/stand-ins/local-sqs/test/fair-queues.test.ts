import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { runningSqs, sqsClient, temporaryDirectory } from './running-sqs.ts';

test('a received message has its group', async () => {
  const sqs = await runningSqs();
  const client = sqsClient(sqs.endpoint);
  const { url: QueueUrl } = sqs.createQueue({ name: 'jobs' });
  const MessageBody = 'x';
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: 'tenant' }));
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['MessageGroupId'],
    }),
  );
  expect(Messages.map(({ Attributes }) => Attributes?.MessageGroupId).toSorted()).toEqual([
    'tenant',
    undefined,
  ]);
});

test('a group of many messages does not delay the others', async () => {
  const queue = (await runningSqs()).createQueue({ name: 'jobs' });
  queue.sendAll(Array.from({ length: 200 }, (_, n) => ({ body: `noisy ${n}`, groupId: 'noisy' })));
  for (const body of ['quiet', 'alone']) queue.send(body, { groupId: body });
  queue.send('without');
  const first = await queue.receive({ maxNumberOfMessages: 4 });
  expect(first.map(({ body }) => body).toSorted()).toEqual([
    'alone',
    'noisy 0',
    'quiet',
    'without',
  ]);
  // Each group has one message in flight, so each receives the same number again.
  for (const body of ['quiet 2', 'quiet 3']) queue.send(body, { groupId: 'quiet' });
  const second = await queue.receive({ maxNumberOfMessages: 3 });
  expect(second.map(({ body }) => body).toSorted()).toEqual(['noisy 1', 'noisy 2', 'quiet 2']);
  queue.delete(second.map(({ receiptHandle }) => receiptHandle));
  // The messages in flight of the noisy group count against it.
  await queue.receive({ maxNumberOfMessages: 1 });
  queue.send('late', { groupId: 'late' });
  expect(await queue.receive()).toMatchObject([{ body: 'late' }]);
});

test('the messages of every group are received, each once', async () => {
  const queue = (await runningSqs()).createQueue({ name: 'jobs' });
  const sent = Array.from({ length: 300 }, (_, n) => ({ body: `${n}`, groupId: `g${n % 7}` }));
  queue.sendAll(sent);
  const received: string[] = [];
  for (;;) {
    const messages = await queue.receive({ maxNumberOfMessages: 9 });
    if (messages.length === 0) break;
    received.push(...messages.map(({ body }) => body));
    queue.delete(messages.map(({ receiptHandle }) => receiptHandle));
  }
  expect(received.toSorted()).toEqual(sent.map(({ body }) => body).toSorted());
});

/** The tables of the first version. */
const FIRST_SCHEMA = `
CREATE TABLE queues (name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL,
  created_ms INTEGER NOT NULL, modified_ms INTEGER NOT NULL) STRICT;
CREATE TABLE messages (id INTEGER PRIMARY KEY, queue TEXT NOT NULL, message_id TEXT NOT NULL,
  body TEXT NOT NULL, md5_of_body TEXT NOT NULL, attributes TEXT NOT NULL, trace_header TEXT,
  sent_ms INTEGER NOT NULL, visible_at_ms INTEGER NOT NULL, receive_count INTEGER NOT NULL,
  first_received_ms INTEGER, receipt TEXT, attempt_open INTEGER NOT NULL,
  dead_letter_source TEXT) STRICT;
CREATE TABLE move_tasks (handle TEXT PRIMARY KEY, source TEXT NOT NULL, destination TEXT,
  max_per_second INTEGER, status TEXT NOT NULL, moved_count INTEGER NOT NULL,
  to_move_count INTEGER NOT NULL, failure_reason TEXT, started_ms INTEGER NOT NULL) STRICT;
INSERT INTO queues VALUES ('jobs', '{}', '{}', 1, 1);
PRAGMA user_version = 1;
`;

test('a store from before groups is upgraded with its messages', async () => {
  const directory = join(temporaryDirectory(), 'sqs');
  mkdirSync(directory);
  const old = new DatabaseSync(join(directory, 'queues.sqlite'));
  old.exec(FIRST_SCHEMA);
  old
    .prepare(
      `INSERT INTO messages (queue, message_id, body, md5_of_body, attributes, sent_ms,
        visible_at_ms, receive_count, attempt_open) VALUES ('jobs', 'm', 'kept', '', '{}', ?, ?, 0, 0)`,
    )
    .run(Date.now(), Date.now());
  old.close();
  const queue = (await runningSqs({ directory })).getQueue('jobs');
  queue.send('new', { groupId: 'a' });
  const messages = await queue.receive({ maxNumberOfMessages: 10 });
  expect(messages.map(({ body, groupId }) => [body, groupId])).toEqual([
    ['kept', undefined],
    ['new', 'a'],
  ]);
});
