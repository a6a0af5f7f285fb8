import { afterEach, expect, test } from 'vitest';
import type { KafkaEvent } from '../src/kafka-event.ts';
import { pngBytes, type RunningIngest, startIngest, TIME_MS } from './ingest-fixture.ts';

let running: RunningIngest;
afterEach(() => running.stop());

const value = (seed: number) => Buffer.from(pngBytes(seed)).toString('base64');
const signed = (text: string) => [...new Int8Array(Buffer.from(text))];

/**
 * The example of MSK in Lambda's documentation:
 * https://docs.aws.amazon.com/lambda/latest/dg/with-msk.html
 */
const OF_MSK = {
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:eu-west-1:111122223333:cluster/cameras/0f3a-91c2-4',
  bootstrapServers:
    'b-1.cameras.eu-west-1.amazonaws.com:9098,b-2.cameras.eu-west-1.amazonaws.com:9098',
  records: {
    'pictures-3': [
      {
        ...{ topic: 'pictures', partition: 3, offset: 41, timestamp: TIME_MS },
        timestampType: 'CREATE_TIME',
        key: 'Y2FtZXJhLTc=',
        value: value(1),
        headers: [{ name: [...Buffer.from('gate.png')] }, { uploader: signed('Zoë') }],
      },
    ],
  },
};

/** The example of other clusters: https://docs.aws.amazon.com/lambda/latest/dg/with-kafka.html */
const SELF_MANAGED = {
  eventSource: 'SelfManagedKafka',
  bootstrapServers: 'kafka-1.example.com:9096',
  records: {
    'pictures-0': [
      {
        ...{ topic: 'pictures', partition: 0, offset: 7, timestamp: TIME_MS },
        timestampType: 'LOG_APPEND_TIME',
        value: value(2),
        headers: [],
      },
    ],
    'pictures-1': [
      {
        ...{ topic: 'pictures', partition: 1, offset: 0, timestamp: TIME_MS },
        timestampType: 'NO_TIMESTAMP_TYPE',
        key: null,
        value: value(3),
        headers: [{ name: [] }, { note: null }],
      },
    ],
  },
};

test.each([
  ['MSK', OF_MSK, ['pictures/3/41-1795255200000/gate.png']],
  [
    'a self-managed cluster',
    SELF_MANAGED,
    ['pictures/0/7-1795255200000/picture', 'pictures/1/0-1795255200000/picture'],
  ],
])('The records of an event of %s are stored as originals', async (_cluster, event, keys) => {
  running = await startIngest();
  await running.handle(event as KafkaEvent);
  expect(await running.keys()).toEqual(keys.map((key) => `2026/11/21/kafka/${key}`));
});

test('A header of signed bytes contains the uploader', async () => {
  running = await startIngest();
  await running.handle(OF_MSK as KafkaEvent);
  const { Metadata } = await running.head('2026/11/21/kafka/pictures/3/41-1795255200000/gate.png');
  expect(Metadata?.['uploaded-by']).toBe('Zo%C3%AB');
});

test('A programming error in storing records fails the batch, which is retried', async () => {
  running = await startIngest();
  const handle = running.handlerWith({
    originals: undefined as never,
  });
  await expect(handle(SELF_MANAGED as KafkaEvent)).rejects.toThrow(TypeError);
  expect(running.counts).toEqual({ stored: 0, repeat: 0, refused: 0 });
  expect(await running.takeRejected()).toEqual([]);
  await running.handle(SELF_MANAGED as KafkaEvent);
  expect(running.counts).toEqual({ stored: 2, repeat: 0, refused: 0 });
});
