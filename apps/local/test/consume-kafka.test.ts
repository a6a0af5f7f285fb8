import { setTimeout as sleep } from 'node:timers/promises';
import { Kafka, logLevel } from 'kafkajs';
import { afterEach, expect, test } from 'vitest';
import { startKafkaConsumer, type KafkaConsumer } from '../src/consume-kafka.ts';
import { hasKcat, startMockBroker } from './kafka-mock.ts';

const isThere = hasKcat();
if (!isThere) console.log('SKIPPED: the Kafka consumer, because kcat is not installed.');

const TOPIC = 'pictures';
const DEADLINE_MS = 120_000;

type Event = Parameters<Parameters<typeof startKafkaConsumer>[1]>[0];

const running: { stop(): unknown }[] = [];
afterEach(async () => {
  for (const each of running.splice(0).reverse()) await each.stop();
});

async function startBroker() {
  const mock = await startMockBroker();
  running.push(mock);
  const kafka = new Kafka({ brokers: [mock.broker], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  await producer.connect();
  running.push({ stop: () => producer.disconnect() });
  const source = { brokers: [mock.broker], topic: TOPIC };
  const produce = (texts: readonly string[]) =>
    producer.send({
      topic: TOPIC,
      messages: texts.map((text) => ({ key: text, value: text, headers: { name: `${text}.png` } })),
    });
  const consume = async (handler: (event: Event) => Promise<void>): Promise<KafkaConsumer> => {
    const consumer = await startKafkaConsumer(source, handler, () => undefined);
    running.push(consumer);
    return consumer;
  };
  return { produce, consume };
}

const textsOf = ({ records }: Event) =>
  Object.values(records)
    .flat()
    .map(({ value }) => Buffer.from(value ?? '', 'base64').toString());

async function until(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + DEADLINE_MS;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error('Expected it within two minutes');
    await sleep(50);
  }
}

test.runIf(isThere)(
  'Records reach the handler in the form of an event of Lambda',
  { timeout: 180_000 },
  async () => {
    const { produce, consume } = await startBroker();
    await produce(['cat']);
    const events: Event[] = [];
    await consume(async (event) => void events.push(event));
    await until(() => events.length > 0);
    const [record] = Object.values(events[0]?.records ?? {}).flat();
    expect(events[0]?.eventSource).toBe('SelfManagedKafka');
    expect(record).toMatchObject({ topic: TOPIC, offset: 0, timestamp: expect.any(Number) });
    expect(Buffer.from(record?.value ?? '', 'base64').toString()).toBe('cat');
    expect(record?.headers).toEqual([{ name: [...Buffer.from('cat.png')] }]);
  },
);

test.runIf(isThere)(
  'None of 400 records is left out while batches fail and a second consumer joins',
  { timeout: 300_000 },
  async () => {
    const { produce, consume } = await startBroker();
    const texts = Array.from({ length: 400 }, (_, index) => `record ${index}`);
    const seen = new Set<string>();
    let callCount = 0;
    const handler = async (event: Event) => {
      callCount += 1;
      if (callCount % 5 === 0) throw new Error('It passes');
      for (const text of textsOf(event)) seen.add(text);
    };
    await produce(texts.slice(0, 200));
    await consume(handler);
    await until(() => seen.size >= 50);
    await consume(handler);
    await produce(texts.slice(200));
    await until(() => seen.size === texts.length);
    expect([...seen].toSorted()).toEqual(texts.toSorted());
  },
);

test.runIf(isThere)(
  'What was handled is not read again by the next consumer of the group',
  { timeout: 180_000 },
  async () => {
    const { produce, consume } = await startBroker();
    await produce(['first']);
    const first: string[] = [];
    const consumer = await consume(async (event) => void first.push(...textsOf(event)));
    await until(() => first.length === 1);
    await consumer.stop();
    await produce(['second']);
    const second: string[] = [];
    await consume(async (event) => void second.push(...textsOf(event)));
    await until(() => second.length > 0);
    expect(second).toEqual(['second']);
  },
);
