import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { expect, test } from 'vitest';
import { purgeExpired } from '../src/create-handler.ts';
import { crashingAt, watched } from './crash-at.ts';
import {
  addImage,
  idOf,
  ORIGINALS,
  recordRemoval,
  remainsOf,
  STAGING,
  type System,
  THUMBNAILS,
  withSystem,
} from './start-system.ts';

/** Every outgoing call of a purge of the system below. A crash is simulated before each. */
const STEPS = [
  'purges.findExpired',
  // The image, in three versions: thumbnails, quarantine and originals are listed, then deleted.
  'thumbnails.list',
  'originals.list',
  'originals.list',
  'originals.delete',
  'originals.delete',
  'thumbnails.delete',
  'purges.purge',
  'purges.findExpired',
  'purges.purgeFailures',
  'purges.purgeDeliveries',
  // The original without a row.
  'originals.list',
  'purges.findExisting',
  'purges.markPurged',
  'originals.delete',
  'originals.listUploads',
  // The thumbnail that no row names.
  'thumbnails.list',
  'purges.findExisting',
  'thumbnails.delete',
  'staging.list',
  'staging.delete',
  // One table of the data lake after the other, which are empty.
  'lake.list',
  'lake.list',
  'purges.forgetPurges',
  'purges.forgetIdempotencyKeys',
] as const;

/**
 * An image that was replaced and removed, an object without a row, a thumbnail and a staged file.
 */
async function fill(system: System, key: string): Promise<void> {
  await addImage(system, key, 1);
  await addImage(system, key, 2);
  await system.remove(key);
  await recordRemoval(system, key);
  await system.put(ORIGINALS, 'unknown');
  await system.put(THUMBNAILS, 'nobody/1/small.webp');
  await system.put(STAGING, 'batches/1/1/images-00001.json.zst');
}

/** The outbox rows of an image's purge. */
async function purgesOf({ metadata }: System, key: string): Promise<string[]> {
  const changes = await metadata.db
    .selectFrom('outbox')
    .select('op')
    .where('imageId', '=', idOf(key))
    .where('op', '=', 'P')
    .execute();
  return changes.map(({ op }) => op);
}

describeOnEachEngine('After a crash', (engine) => {
  test('before any of its calls, the next purge deletes the rest and writes one outbox row', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      for (const [n, step] of STEPS.entries()) {
        const key = `cat-${n}.jpg`;
        await fill(system, key);
        const run = purgeExpired(crashingAt(system.retention(8), n));
        await expect(run, step).rejects.toThrow('before ');
        await purgeExpired(system.retention(8));
        expect(await remainsOf(system), step).toEqual([]);
        expect(await purgesOf(system, key), step).toEqual(['P']);
      }
    }));

  test('the tests cover every step of a purge', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await fill(system, 'cat.jpg');
      const steps: string[] = [];
      await purgeExpired(watched(system.retention(8), (step) => steps.push(step)));
      expect(steps).toEqual(STEPS);
    }));
});
