import { ENGINES } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sqsEvent, wrappedBySns } from '@miniatura/test-support/sqs-event';
import fc from 'fast-check';
import sharp from 'sharp';
import { afterEach, expect, test } from 'vitest';
import { type RunningThumbnailer, startThumbnailer } from './start-thumbnailer.ts';

const IMAGE_COUNT = 100;
const DELIVERIES = 3;
const BATCH_SIZE = 10;

let running: RunningThumbnailer;
afterEach(() => running.stop());

test.each(ENGINES)(
  `${IMAGE_COUNT} events, each delivered ${DELIVERIES} times and shuffled, write each row once, on $name`,
  { timeout: 120_000 },
  async (engine) => {
    running = await startThumbnailer({ engine });
    for (let index = 0; index < IMAGE_COUNT; index += 1) {
      await running.put(`${index}.png`, await drawTile(index));
    }
    const messages = await running.takeMessages(IMAGE_COUNT);
    const deliveries = shuffled(Array.from({ length: DELIVERIES }, () => messages).flat());
    await handleAll(deliveries.map(wrappedBySns));

    const { images } = await running.metadata.listImages({ limit: 1000 });
    expect(images.filter(({ status }) => status === 'processed')).toHaveLength(IMAGE_COUNT);
    const changes = await running.metadata.db.selectFrom('outbox').select('imageId').execute();
    expect(changes).toHaveLength(IMAGE_COUNT);
    expect(new Set(changes.map((row) => row.imageId)).size).toBe(IMAGE_COUNT);
    const named = images.flatMap(({ renditions }) => renditions.map(({ key }) => key));
    expect((await running.thumbnailKeys()).toSorted()).toEqual(named.toSorted());
  },
);

function drawTile(index: number) {
  return sharp({
    create: { width: 80, height: 80, channels: 3, background: { r: index % 256, g: 80, b: 160 } },
  })
    .png()
    .toBuffer();
}

function shuffled<T>(items: readonly T[]): T[] {
  const [order] = fc.sample(fc.shuffledSubarray([...items.keys()], { minLength: items.length }), 1);
  return (order ?? []).map((index) => items[index] as T);
}

/** Runs two batches at a time, like the event source mapping. */
async function handleAll(bodies: readonly string[]): Promise<void> {
  const handle = running.handlerWith();
  const starts = Array.from(
    { length: Math.ceil(bodies.length / BATCH_SIZE) },
    (_, n) => n,
  ).values();
  const work = async () => {
    for (const n of starts) {
      const batch = bodies.slice(n * BATCH_SIZE, (n + 1) * BATCH_SIZE);
      const response = await handle(sqsEvent(batch));
      expect(running.logged.filter(({ message }) => message === 'Message failed')).toEqual([]);
      expect(response).toEqual({ batchItemFailures: [] });
    }
  };
  await Promise.all([work(), work()]);
}
