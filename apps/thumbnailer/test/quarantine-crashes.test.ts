import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import { remoderate } from '@miniatura/moderation';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { describe, expect, test } from 'vitest';
import { crashAt } from './crash-at.ts';
import {
  dependencies,
  drain,
  expectHeld,
  expectShown,
  keysIn,
  MILD,
  putImage,
  review,
  running,
  start,
  STRICT,
} from './quarantine-fixture.ts';
import { ORIGINALS, type RunningThumbnailer, THUMBNAILS } from './start-thumbnailer.ts';

/** More calls than any of the moves below makes. */
const MAX_CALLS = 60;

describe.each([false, true])('Interrupted after any call, with versions: %s,', (isVersioned) => {
  const setting = { engine: SQLITE, isVersioned };
  /** Runs `attempt` with clients that fail after the n-th call, for each n, until it succeeds. */
  async function atEachPoint(
    prepare: () => Promise<void>,
    attempt: (clients: Pick<RunningThumbnailer, 's3' | 'metadata'>) => Promise<unknown>,
    check: () => Promise<void>,
  ): Promise<void> {
    for (let call = 1; call <= MAX_CALLS; call += 1) {
      await prepare();
      const dying = crashAt(call, running);
      await attempt(dying).catch(() => undefined);
      await attempt(running);
      await drain();
      await check();
      if (!dying.hasCrashed()) return;
      await reset();
    }
    expect.fail(`Expected fewer than ${MAX_CALLS} calls`);
  }

  /** Resets the state, which is faster than a new system. */
  async function reset(): Promise<void> {
    const { quarantine, metadata } = dependencies();
    for (const bucket of [ORIGINALS, THUMBNAILS]) {
      await quarantine.delete(bucket, await quarantine.list(bucket, ''));
    }
    for (const table of ['rendition', 'imageLabel', 'moderationReview', 'image'] as const) {
      await metadata.db.deleteFrom(table).execute();
    }
    running.messages.splice(0);
  }

  test('the quarantine of a new image is completed', { timeout: 120_000 }, async () => {
    await start(setting);
    let created: unknown;
    await atEachPoint(
      async () => {
        await putImage(120);
        [created] = await running.takeMessages(1);
      },
      async (clients) => {
        await running.handlerWith(clients)(sqsEvent([created]));
      },
      expectHeld,
    );
  });

  test.each([
    ['an approval', 'approve'],
    ['a rejection', 'reject'],
  ] as const)('%s is completed', { timeout: 120_000 }, async (_, decision) => {
    await start(setting);
    let original: Buffer;
    await atEachPoint(
      async () => {
        original = await putImage(120);
        await running.takeMessages(1).then(running.handle);
        // The events of the move are delivered late.
      },
      (clients) => review(decision, clients),
      async () => {
        if (decision === 'approve') return expectShown(original);
        expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
      },
    );
  });

  test('a change of policy is completed', { timeout: 120_000 }, async () => {
    await start(setting, MILD);
    await atEachPoint(
      async () => {
        await putImage(120);
        await running.takeMessages(1).then(running.handle);
      },
      (clients) =>
        Array.fromAsync(remoderate({ policy: STRICT, isDryRun: false }, dependencies(clients))),
      expectHeld,
    );
  });
});
