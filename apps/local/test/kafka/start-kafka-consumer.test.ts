import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  KAFKA_USER,
  kafkaVersion,
  startKafka,
  type TestKafka,
} from '@miniatura/ingest/test-support';
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { consumeKafka } from '../../src/kafka/consume-kafka.ts';
import { startIngestServices } from './ingest-services.ts';
import { collect, openTopic, recordsOf, type TestTopic, textOf, until } from './kafka-topic.ts';

/** `name-broker.ts` prints the version, or why Kafka is missing. */
const isKafkaThere = kafkaVersion() !== undefined;

const RECORD_COUNT = Number(process.env['INGEST_TEST_RECORDS'] ?? 200);
const PARTITION_COUNT = 4;
/** Longer than `startKafka` waits for the broker on a busy machine. */
const START_TIMEOUT_MS = 180_000;
const BAD_EVERY = 100;

const bytes = (text: string) => Buffer.from(text);
/** The smallest bytes that are detected as PNG. They differ by `seed`. */
function pngBytes(seed: number) {
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), bytes(`seed ${seed}`)]);
}
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `record ${index}`);

describe.runIf(isKafkaThere)('A consumer of Apache Kafka', { timeout: 180_000 }, () => {
  let kafka: TestKafka;
  let topic: TestTopic;
  beforeAll(async () => {
    kafka = await startKafka();
  }, START_TIMEOUT_MS);
  afterEach(() => topic.stop());
  afterAll(() => kafka?.stop());

  test('reads records in every codec that producers use', async () => {
    topic = openTopic(kafka);
    await topic.create();
    // Records without compression are those of the other tests.
    const codecs = ['gzip', 'snappy', 'lz4', 'zstd'] as const;
    // The longest line exceeds a block of xerial's snappy, 32 KiB.
    const lines = codecs.map((codec) => [`${codec} `.repeat(20), `${codec} `.repeat(9000)]);
    for (const [index, codec] of codecs.entries()) await topic.sendLines(lines[index] ?? [], codec);
    const seen = collect();
    topic.consume(seen.hooks);
    await until(() => seen.records.length === 8);
    expect(seen.texts()).toEqual(lines.flat());
  });

  test('passes records in the form of an event of Lambda', async () => {
    topic = openTopic(kafka);
    await topic.create();
    const headers = new Map([
      [bytes('name'), bytes('cat.png')],
      [bytes('name'), bytes('dog.png')],
      [bytes('none'), null as unknown as Buffer],
    ]);
    await topic.send([
      { key: bytes('k'), value: bytes('cat'), headers, timestamp: 1_795_255_200_000n },
      { key: bytes('k'), value: null as unknown as Buffer },
    ]);
    const seen = collect();
    topic.consume(seen.hooks);
    await until(() => seen.records.length === 2);
    expect(seen.records[0]).toEqual({
      ...{ topic: topic.name, partition: 0, offset: 0, timestamp: 1_795_255_200_000 },
      value: bytes('cat').toString('base64'),
      headers: [{ name: [...bytes('cat.png')] }, { name: [...bytes('dog.png')] }, { none: null }],
    });
    expect(seen.records[1]).toMatchObject({ offset: 1, value: null, headers: [] });
  });

  test("uses the broker's time if the topic is configured for it", async () => {
    topic = openTopic(kafka);
    await topic.create({ configs: { 'message.timestamp.type': 'LogAppendTime' } });
    const startedAt = Date.now();
    await topic.send([{ value: bytes('late'), timestamp: 1000n }]);
    const seen = collect();
    topic.consume(seen.hooks);
    await until(() => seen.records.length === 1);
    expect(seen.records[0]?.timestamp).toBeGreaterThanOrEqual(startedAt);
  });

  test('skips records of aborted transactions, and transaction markers', async () => {
    topic = openTopic(kafka);
    await topic.create();
    for (const [index, end] of ['abort', 'commit', 'abort', 'commit'].entries()) {
      const transaction = await topic.producer(`of ${topic.name}`).beginTransaction();
      await transaction.send({
        messages: [{ topic: topic.name, value: bytes(`${end} ${index}`) }],
      });
      await transaction[end as 'abort' | 'commit']();
    }
    await topic.send([{ value: bytes('after') }]);
    const seen = collect();
    topic.consume(seen.hooks);
    await until(() => seen.texts().includes('after'));
    expect(seen.texts()).toEqual(['commit 1', 'commit 3', 'after']);
  });

  test('reads a record of 10 MB', async () => {
    topic = openTopic(kafka);
    await topic.create({ configs: { 'max.message.bytes': '15000000' } });
    await topic.send([{ value: Buffer.alloc(10_000_000, 'image') }, { value: bytes('next') }]);
    const seen = collect();
    topic.consume(seen.hooks);
    await until(() => seen.records.length === 2);
    const lengths = seen.records.map(({ value }) => Buffer.from(value ?? '', 'base64').length);
    expect(lengths).toEqual([10_000_000, 4]);
  });

  test('waits for a topic that is created later, and reports it', async () => {
    topic = openTopic(kafka);
    const faults: unknown[] = [];
    const seen = collect();
    topic.consume({ ...seen.hooks, onFault: (error) => faults.push(error) });
    await until(() => faults.length > 0);
    await topic.create();
    await topic.send([{ value: bytes('first') }]);
    await until(() => seen.records.length === 1);
    expect(seen.texts()).toEqual(['first']);
  });

  test('delivers all of 400 records while batches fail and a second consumer joins', async () => {
    topic = openTopic(kafka);
    await topic.create({ partitions: 4 });
    const texts = numbered(400);
    const valuesOf = (some: readonly string[]) =>
      some.map((text) => ({ value: bytes(text), key: bytes(text) }));
    const seen = new Set<string>();
    let callCount = 0;
    const handle = async (event: Parameters<typeof recordsOf>[0]) => {
      callCount += 1;
      if (callCount % 5 === 0) throw new Error('It passes');
      for (const record of recordsOf(event)) seen.add(textOf(record));
    };
    await topic.send(valuesOf(texts.slice(0, 200)));
    topic.consume({ handle });
    await until(() => seen.size >= 50);
    await topic.consume({ handle }).joined;
    for (let first = 200; first < 400; first += 10) {
      await topic.send(valuesOf(texts.slice(first, first + 10)));
    }
    await until(() => seen.size === texts.length);
    expect([...seen].toSorted()).toEqual(texts.toSorted());
  });

  test('does not deliver records again that the group has committed', async () => {
    topic = openTopic(kafka);
    await topic.create();
    await topic.send([{ value: bytes('first') }]);
    const first = collect();
    const consumer = topic.consume(first.hooks);
    await until(() => first.records.length === 1);
    await consumer.stop();
    await topic.send([{ value: bytes('second') }]);
    const second = collect();
    topic.consume(second.hooks);
    await until(() => second.records.length > 0);
    expect(second.texts()).toEqual(['second']);
  });

  test('can be stopped while it joins the group', async () => {
    topic = openTopic(kafka);
    await topic.create();
    const consumer = topic.consume({});
    await consumer.stop();
    await consumer.joined;
  });

  // One test, because a restart of the broker takes many seconds.
  test('continues after a restart of the broker, and after batches that cannot be decoded, whose records it reports', async () => {
    topic = openTopic(kafka);
    await topic.create();
    await topic.send([{ value: bytes('before') }]);
    const seen = collect();
    const consumer = topic.consume(seen.hooks);
    await until(() => seen.records.length === 1);
    const damaged = openTopic(kafka);
    onTestFinished(() => damaged.stop());
    await damaged.create();
    const messages = numbered(3).map((text) => ({ value: bytes(text.repeat(50)) }));
    for (const compression of ['gzip', 'snappy', 'lz4', 'zstd'] as const) {
      await damaged.send(messages, { compression });
      await damaged.send([{ value: bytes(`behind ${compression}`) }]);
    }

    await kafka.restart(() => damageCompressedBatches(join(kafka.logFolder, `${damaged.name}-0`)));
    await topic.send([{ value: bytes('after') }]);
    await until(() => seen.texts().includes('after'));
    expect(seen.texts()[0]).toBe('before');
    await consumer.stop();

    const readable = collect();
    damaged.consume(readable.hooks);
    await until(() => readable.texts().includes('behind zstd'));
    expect(readable.texts()).toEqual(['behind gzip', 'behind snappy', 'behind lz4', 'behind zstd']);
    const offsets = [0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14];
    expect(readable.unreadable.map(({ offset }) => offset)).toEqual(offsets);
  });

  test(`stores each of ${RECORD_COUNT} records once, however often it is delivered`, async () => {
    topic = openTopic(kafka);
    await topic.create({ partitions: PARTITION_COUNT });
    const services = await startIngestServices();
    onTestFinished(() => services.stop());
    const messages = Array.from({ length: RECORD_COUNT }, (_, index) => ({
      key: bytes(String(index)),
      value: index % BAD_EVERY === 0 ? bytes(`bad ${index}`) : pngBytes(index),
    }));
    for (let first = 0; first < messages.length; first += 500) {
      await topic.send(messages.slice(first, first + 500), { compression: 'zstd' });
    }
    const outcomes = new Map<unknown, number>();
    const info = (_message: string, { outcome }: Readonly<Record<string, unknown>>) =>
      void outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    const log = { info, error: () => undefined };
    const consume = () => {
      const consumer = consumeKafka(topic.source, services.clients, { ...services, log });
      onTestFinished(() => consumer.stop());
      return consumer;
    };
    const countOf = (outcome: string) => outcomes.get(outcome) ?? 0;
    const badCount = RECORD_COUNT / BAD_EVERY;
    const first = consume();
    await until(() => countOf('stored') >= RECORD_COUNT / 4);
    const second = consume();
    await until(() => countOf('stored') + badCount === RECORD_COUNT);
    await Promise.all([first.stop(), second.stop()]);
    await topic.rewind(PARTITION_COUNT);
    consume();
    await until(() => countOf('repeat') >= RECORD_COUNT - badCount);
    expect(countOf('stored')).toBe(RECORD_COUNT - badCount);
    expect(await services.countOriginals()).toBe(RECORD_COUNT - badCount);
    const rejections = await services.takeRejections();
    expect(new Set(rejections.map(({ failureId }) => failureId)).size).toBe(badCount);
  });

  test('connects by TLS with SCRAM authentication', async () => {
    topic = openTopic(kafka);
    await topic.create();
    await topic.send([{ value: bytes('secret') }]);
    const secure = {
      brokers: [kafka.secureBroker],
      tls: { ca: kafka.authority },
      sasl: { mechanism: 'SCRAM-SHA-512', ...KAFKA_USER },
    } as const;
    const faults: unknown[] = [];
    topic.consume(
      { onFault: (error) => faults.push(error) },
      { ...secure, sasl: { ...secure.sasl, password: 'wrong' } },
    );
    await until(() => faults.length > 0);
    const seen = collect();
    topic.consume(seen.hooks, secure);
    await until(() => seen.records.length === 1);
    expect(seen.texts()).toEqual(['secret']);
  });
});

/** Offsets in a record batch: https://kafka.apache.org/documentation/#recordbatch */
const LENGTH_AT = 8;
const ATTRIBUTES_AT = 21;
const RECORDS_AT = 61;
const CODEC_BITS = 0b111;

/** Overwrites a part of compressed batches, as a failing disk may do. */
async function damageCompressedBatches(partitionFolder: string): Promise<void> {
  const path = join(partitionFolder, '00000000000000000000.log');
  const log = await readFile(path);
  for (let at = 0; at < log.length; at += LENGTH_AT + 4 + log.readInt32BE(at + LENGTH_AT)) {
    if ((log.readInt16BE(at + ATTRIBUTES_AT) & CODEC_BITS) === 0) continue;
    log.fill(0xff, at + RECORDS_AT, at + RECORDS_AT + 20);
  }
  await writeFile(path, log);
}
