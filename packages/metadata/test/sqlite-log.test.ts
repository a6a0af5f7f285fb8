import { statSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openMetadata } from '../src/index.ts';
import { SQLITE } from '../test-support/sqlite-engine.ts';
import { processedImage } from './sample-images.ts';

/** Their rows, renditions, labels and indexes are more than 4 MB and less than 16 MB of pages. */
const IMAGE_COUNT = 100;

test('images are recorded in the log of SQLite, and few of them wait for the disk', async () => {
  const database = await SQLITE.migratedDatabase();
  onTestFinished(() => database.dispose());
  const metadata = await openMetadata({ url: database.url });
  onTestFinished(() => metadata.close());
  const path = database.url.replace('sqlite:', '');
  const byteCountBefore = statSync(path).size;
  for (let count = 0; count < IMAGE_COUNT; count += 1) {
    await metadata.recordProcessed(processedImage({ key: `${count}.jpg` }));
  }
  expect(statSync(`${path}-wal`).size).toBeGreaterThan(5_000_000);
  expect(statSync(path).size).toBe(byteCountBefore);
});
