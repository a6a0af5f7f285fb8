import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { expect, test } from 'vitest';
import { createHandler } from '../src/create-handler.ts';
import { addImage, ORIGINALS, type System, withSystem } from './start-system.ts';

const CONTEXT = { getRemainingTimeInMillis: () => 15 * 60 * 1000 };

function handlerOf(system: System, daysAhead: number) {
  const reported: [string, unknown][] = [];
  const log = {
    info: (message: string, fields: unknown) => void reported.push([message, fields]),
    error: (message: string, fields: unknown) => void reported.push([message, fields]),
  };
  const recordMetrics = (metrics: object) => void reported.push(['metrics', metrics]);
  const retention = { ...system.retention(daysAhead), api: { query: async () => [] } };
  return { handle: createHandler({ ...retention, log, recordMetrics }), reported };
}

describeOnEachEngine('The handler', (engine) => {
  test('purges on a schedule and audits on request, with metrics, and logs no key', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'secret-name.jpg');
      const { handle, reported } = handlerOf(system, 8);
      expect(await handle({ action: 'audit' }, CONTEXT)).toMatchObject({ isKept: false });
      await handle({ source: 'aws.events', detail: {} }, CONTEXT);
      expect(await handle({ action: 'audit' }, CONTEXT)).toMatchObject({ isKept: true });
      expect(reported.map(([message]) => message)).toEqual([
        'Expired items remain',
        'metrics',
        'Expired images purged',
        'metrics',
        'Nothing expired remains',
        'metrics',
      ]);
      expect(reported[1]?.[1]).toEqual({ outlived: 3, orphans: 0 });
      expect(reported[3]?.[1]).toMatchObject({ purgedImages: 1, deletedOriginals: 1 });
      expect(reported[5]?.[1]).toEqual({ outlived: 0, orphans: 0 });
      expect(JSON.stringify(reported)).not.toContain('secret-name');
    }));

  test('fails on a programming error, and the next run purges', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      await addImage(system, 'a.jpg');
      const broken = {
        ...system.retention(8),
        purges: undefined as never,
        api: undefined as never,
      };
      const silent = { info: () => undefined, error: () => undefined };
      const handle = createHandler({ ...broken, log: silent, recordMetrics: () => undefined });
      await expect(handle({}, CONTEXT)).rejects.toThrow(TypeError);
      const { handle: whole } = handlerOf(system, 8);
      expect(await whole({}, CONTEXT)).toMatchObject({ imageCount: 1 });
    }));

  test('logs an error and throws it', () =>
    withSystem(engine, { isVersioned: true }, async (system) => {
      const { handle, reported } = handlerOf({ ...system }, 8);
      await system.metadata.db.schema.dropTable('image_purge').execute();
      await system.put(ORIGINALS, 'unknown');
      await expect(handle({}, CONTEXT)).rejects.toThrow('image_purge');
      expect(reported.map(([message]) => message)).toEqual(['Run failed']);
    }));
});

test('An event with an unknown action is rejected', async () => {
  const handle = createHandler({} as never);
  await expect(handle({ action: 'drop' }, CONTEXT)).rejects.toThrow(/purge.*audit/);
});
