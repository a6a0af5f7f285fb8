import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { changeFeedOf, imageIdOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, outboxOf, processedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const LEASE = { name: 'etl', durationMs: 60_000 };

describeOnEachEngine('A batch', (engine) => {
  const given = useMetadata(engine);
  const feed = () => changeFeedOf(given.metadata.db);

  test('stores what is staged and submitted until a new attempt starts', async () => {
    await given.metadata.recordProcessed(processedImage());
    await feed().claimChanges({ batchId: 'b1', maxRows: 10 });
    await feed().saveStaged({ batchId: 'b1' }, { images: 1, labels: 3, calls: 0 });
    await feed().saveStatement({ batchId: 'b1' }, 'statement-1');
    expect(await feed().findUnfinishedBatch()).toMatchObject({
      attempt: 1,
      staged: { images: 1, labels: 3, calls: 0 },
      statementId: 'statement-1',
    });
    await feed().startAttempt({ batchId: 'b1' }, 2);
    expect(await feed().findUnfinishedBatch()).toMatchObject({
      attempt: 2,
      staged: null,
      statementId: null,
    });
    await feed().markApplied({ batchId: 'b1' });
    expect(await feed().findUnfinishedBatch()).toBeNull();
  });

  test('has the tracing headers of its changes, up to a limit', async () => {
    const traceHeader =
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
    await given.metadata.recordProcessed(processedImage({ traceHeader }));
    await given.metadata.recordProcessed(processedImage({ sequencer: sequencer(2) }));
    await given.metadata.recordProcessed(processedImage({ sequencer: sequencer(3), traceHeader }));
    await feed().claimChanges({ batchId: 'b1', maxRows: 10 });
    expect(await feed().tracesOf({ batchId: 'b1' }, 10)).toEqual([traceHeader, traceHeader]);
    expect(await feed().tracesOf({ batchId: 'b1' }, 1)).toEqual([traceHeader]);
    expect(await feed().tracesOf({ batchId: 'b2' }, 10)).toEqual([]);
  });

  test('that is applied is deleted later with its changes', async () => {
    await given.metadata.recordProcessed(processedImage());
    await feed().claimChanges({ batchId: 'b1', maxRows: 10 });
    await feed().markApplied({ batchId: 'b1' });
    await given.metadata.recordProcessed(processedImage({ sequencer: sequencer(2) }));
    await feed().forgetAppliedBatches(new Date('2000-01-01'));
    expect(await outboxOf(given.metadata)).toHaveLength(2);
    await feed().forgetAppliedBatches(new Date('2100-01-01'));
    expect(await outboxOf(given.metadata)).toMatchObject([{ batchId: null }]);
  });

  test('is underway for its images until it is applied', async () => {
    await given.metadata.recordProcessed(processedImage());
    const id = imageIdOf(BUCKET, KEY);
    expect(await feed().imagesUnderway([id, 'f'.repeat(32)])).toEqual(new Set([id]));
    await feed().claimChanges({ batchId: 'b1', maxRows: 10 });
    expect(await feed().imagesUnderway([id])).toEqual(new Set([id]));
    await feed().markApplied({ batchId: 'b1' });
    expect(await feed().imagesUnderway([id])).toEqual(new Set());
  });

  test('does not affect the age of the oldest unclaimed change', async () => {
    expect(await feed().pendingChanges()).toEqual({ oldestAt: null });
    await given.metadata.recordProcessed(processedImage());
    const { oldestAt } = await feed().pendingChanges();
    expect(Math.abs(Date.now() - Date.parse(oldestAt!))).toBeLessThan(60_000);
  });
});

describeOnEachEngine('The lease', (engine) => {
  const given = useMetadata(engine);

  test('has one holder, who can renew and release it', async () => {
    const feed = changeFeedOf(given.metadata.db);
    const rival = changeFeedOf((await given.another()).db);
    const won = await Promise.all(
      ['a', 'b', 'c', 'd'].map((holder, i) =>
        (i % 2 ? rival : feed).acquireLease({ ...LEASE, holder }),
      ),
    );
    expect(won.filter(Boolean)).toHaveLength(1);
    const holder = ['a', 'b', 'c', 'd'][won.indexOf(true)]!;
    expect(await rival.acquireLease({ ...LEASE, holder })).toBe(true);
    expect(await rival.acquireLease({ ...LEASE, holder: 'e' })).toBe(false);
    await rival.releaseLease({ name: 'etl', holder: 'e' });
    expect(await rival.acquireLease({ ...LEASE, holder: 'e' })).toBe(false);
    await feed.releaseLease({ name: 'etl', holder });
    expect(await rival.acquireLease({ ...LEASE, holder: 'e' })).toBe(true);
  });

  test('of a holder that died expires', async () => {
    const feed = changeFeedOf(given.metadata.db);
    await feed.acquireLease({ name: 'etl', holder: 'dead', durationMs: 1 });
    await delay(5);
    expect(await feed.acquireLease({ ...LEASE, holder: 'heir' })).toBe(true);
  });
});
