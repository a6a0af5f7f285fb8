import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { sequencer } from '@miniatura/test-support/sequencer';
import { describe, expect, test, vi } from 'vitest';
import { purgeExpired } from '../src/create-handler.ts';
import {
  addImage,
  idOf,
  lastOperations,
  ORIGINALS,
  recordRemoval,
  type System,
  THUMBNAILS,
  withSystem,
} from './start-system.ts';

/** Expires the image's row now. Its objects stay new. */
async function expire({ metadata }: System): Promise<void> {
  const expiresAt = '2026-01-01 00:00:00.000000';
  await metadata.db.updateTable('image').set({ expiresAt }).execute();
}

/** Purges, and runs `interfere` once during the first call of this step. */
async function purgeWhile(system: System, step: string, interfere: () => Promise<void>) {
  const dependencies = system.retention(0);
  let meanwhile: Promise<void> | undefined;
  const bucket: typeof dependencies.bucket = (name) => {
    const real = dependencies.bucket(name);
    return {
      ...real,
      async delete(versions) {
        if (step === `${name}.delete`) await (meanwhile ??= interfere());
        return real.delete(versions);
      },
    };
  };
  const purge: typeof dependencies.purges.purge = async (...inputs) => {
    if (step === 'purges.purge') await (meanwhile ??= interfere());
    return dependencies.purges.purge(...inputs);
  };
  return purgeExpired({ ...dependencies, bucket, purges: { ...dependencies.purges, purge } });
}

const currentKeys = async (system: System, bucket: string) => new Set(await system.keysIn(bucket));

describeOnEachEngine('An image that is replaced while it is purged', (engine) => {
  describe.each([{ isVersioned: true }, { isVersioned: false }])('in %o buckets', (kind) => {
    test.each(['originals.delete', 'thumbnails.delete', 'purges.purge'])(
      'before %s keeps its new object, thumbnails and row',
      (step) =>
        withSystem(engine, kind, async (system) => {
          await addImage(system, 'a', 1);
          await expire(system);
          await purgeWhile(system, step, () => addImage(system, 'a', 2));
          const image = await system.metadata.findImageByKey(ORIGINALS, 'a');
          expect(image).toMatchObject({ status: 'processed', sequencer: sequencer(2) });
          expect(await currentKeys(system, ORIGINALS)).toEqual(new Set(['a']));
          const thumbnail = `${idOf('a')}/${sequencer(2)}/small.webp`;
          expect((await currentKeys(system, THUMBNAILS)).has(thumbnail)).toBe(true);
        }),
    );
  });

  test('keeps its new object before its event is processed', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a', 1);
      await expire(system);
      // S3 reports times in seconds.
      const second = Math.floor(Date.now() / 1000);
      await vi.waitUntil(() => Math.floor(Date.now() / 1000) > second, 5000);
      await system.put(ORIGINALS, 'a', 'new');
      expect(await purgeExpired(system.retention(0))).toMatchObject({ imageCount: 1 });
      expect(await system.keysIn(ORIGINALS)).toEqual(['a']);
    }));

  test('is purged in the same run when its removal is processed meanwhile', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a', 1);
      await expire(system);
      const reported = async () => void (await recordRemoval(system, 'a'));
      expect(await purgeWhile(system, 'purges.purge', reported)).toMatchObject({ imageCount: 1 });
      expect(await lastOperations(system)).toEqual({ [idOf('a')]: 'P' });
      expect(await system.metadata.findImage(idOf('a'))).toBeNull();
    }));
});
