import { GetObjectCommand, ListObjectVersionsCommand } from '@aws-sdk/client-s3';
import { imageIdOf } from '@miniatura/metadata';
import {
  ENGINES,
  SQLITE,
  type TestEngine,
} from '@miniatura/metadata/test-support/describe-on-each-engine';
import {
  parseModerationPolicy,
  quarantineKey,
  remoderate,
  removeQuarantinedImage,
  reviewImage,
  s3Quarantine,
} from '@miniatura/moderation';
import { afterEach, describe, expect, test } from 'vitest';
import { crashAt } from './crash-at.ts';
import { drawPicture } from './draw-picture.ts';
import {
  ORIGINALS,
  sqsEvent,
  startThumbnailer,
  THUMBNAILS,
  type RunningThumbnailer,
} from './start-thumbnailer.ts';

const VIOLENCE = { Name: 'Violence', Confidence: 95, ParentName: '', TaxonomyLevel: 1 };
const MILD = parseModerationPolicy('{"rules":[]}');
const STRICT = parseModerationPolicy(
  '{"rules":[{"category":"Violence","minConfidence":0,"verdict":"quarantine"}]}',
);
const KEY = 'fights/über + unter.jpg';
const imageId = imageIdOf(ORIGINALS, KEY);
const SUCCESS = { batchItemFailures: [] };

let running: RunningThumbnailer;
afterEach(() => running.stop());

interface Setting {
  readonly engine: TestEngine;
  readonly isVersioned: boolean;
}
const SETTINGS: readonly Setting[] = [
  { engine: SQLITE, isVersioned: false },
  ...ENGINES.map((engine) => ({ engine, isVersioned: true })),
];

const find = async () => (await running.metadata.findImage(imageId)) ?? expect.fail('no image');
const dependencies = (clients: Pick<RunningThumbnailer, 's3' | 'metadata'> = running) => ({
  metadata: clients.metadata,
  quarantine: s3Quarantine(clients.s3),
  thumbnailsBucket: THUMBNAILS,
});
const review = (decision: 'approve' | 'reject', clients?: Parameters<typeof dependencies>[0]) =>
  reviewImage({ imageId, decision, reviewedBy: 'ann', reason: 'Seen.' }, dependencies(clients));

/** All that a bucket holds, old versions too. */
async function keysIn(bucket: string): Promise<string[]> {
  const { Versions = [] } = await running.s3.send(
    new ListObjectVersionsCommand({ Bucket: bucket }),
  );
  return [...new Set(Versions.map(({ Key = '' }) => Key))];
}

async function bytesAt(key: string): Promise<Buffer> {
  const { Body } = await running.s3.send(new GetObjectCommand({ Bucket: ORIGINALS, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** Handles events until none is left; whatever happens, each succeeds. */
async function drain(): Promise<void> {
  // An event is on its way when the call that causes it returns.
  for (let quiet = 0; quiet < 20; quiet += 1) {
    const messages = running.messages.splice(0);
    if (messages.length > 0) {
      expect(await running.handle(messages)).toEqual(SUCCESS);
      quiet = 0;
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function start({ engine, isVersioned }: Setting, moderationPolicy = STRICT): Promise<void> {
  running = await startThumbnailer({
    engine,
    isVersioned,
    moderationPolicy,
    moderationLabels: () => [VIOLENCE],
  });
}

async function putPicture(width = 640): Promise<Buffer> {
  const picture = await drawPicture({ width });
  await running.put(KEY, picture, { 'uploaded-by': 'bob', 'uploaded-through': 'import' });
  return picture;
}

/** Quarantined: a row, one locked original, and nothing else anywhere. */
async function expectHeld(): Promise<void> {
  const image = await find();
  expect(image).toMatchObject({
    status: 'quarantined',
    moderationVerdict: 'quarantine',
    renditions: [],
  });
  expect(await keysIn(ORIGINALS)).toEqual([quarantineKey(image)]);
  expect(await keysIn(THUMBNAILS)).toEqual([]);
}

/** As if it had never been away. */
async function expectShown(picture: Buffer): Promise<void> {
  const image = await find();
  expect(image.status).toBe('processed');
  expect(await keysIn(ORIGINALS)).toEqual([KEY]);
  expect((await bytesAt(KEY)).equals(picture)).toBe(true);
  const thumbnails = image.renditions.map(({ key }) => key).toSorted();
  expect(thumbnails).toHaveLength(3);
  expect((await keysIn(THUMBNAILS)).toSorted()).toEqual(thumbnails);
}

const titled = SETTINGS.map((setting) => ({
  ...setting,
  title: `${setting.engine.name}, ${setting.isVersioned ? 'with' : 'without'} versions`,
}));

describe.each(titled)('A picture that the policy quarantines, on $title', (setting) => {
  test('is moved away and gets no thumbnails, however often its event comes', async () => {
    await start(setting);
    const picture = await putPicture();
    const [created] = await running.takeMessages(1);
    expect(await running.handle([created, created])).toEqual(SUCCESS);
    await drain();
    await expectHeld();
    const { rowVersion } = await find();
    await running.handle([created]);
    await drain();
    await expectHeld();
    expect((await find()).rowVersion).toBe(rowVersion);
    expect((await bytesAt(quarantineKey(await find()))).equals(picture)).toBe(true);
    expect(running.paidCallCount()).toBe(2);
  });

  test('comes back by an approval, as old as it was, and nothing is paid again', async () => {
    await start(setting);
    const picture = await putPicture();
    await drain();
    const before = await find();
    expect(await review('approve')).toMatchObject({ isNew: true });
    await drain();
    await expectShown(picture);
    const { uploadedAt, expiresAt, uploadedBy, uploadedThrough } = before;
    expect(await find()).toMatchObject({
      ...{ uploadedAt, expiresAt, uploadedBy, uploadedThrough },
      moderationVerdict: 'quarantine',
      reviewDecision: 'approve',
    });
    expect(await review('approve')).toMatchObject({ isNew: false });
    await drain();
    await expectShown(picture);
    expect(running.paidCallCount()).toBe(2);
  });

  test('is gone by a rejection, and its row and the trace stay', async () => {
    await start(setting);
    await putPicture();
    await drain();
    await review('reject');
    await drain();
    expect(await keysIn(ORIGINALS)).toEqual([]);
    expect(await keysIn(THUMBNAILS)).toEqual([]);
    expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
    expect(await running.metadata.listReviews(imageId)).toMatchObject([{ decision: 'reject' }]);
    await expect(review('approve')).rejects.toMatchObject({ code: 'decided-otherwise' });
    // Put once more, the same bytes need no second look.
    await putPicture();
    await drain();
    expect(await keysIn(ORIGINALS)).toEqual([]);
    expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
  });

  test('gives way to the picture that replaces it', async () => {
    await start(setting);
    await putPicture();
    await drain();
    const older = await find();
    await putPicture(300);
    await drain();
    await expectHeld();
    expect(quarantineKey(await find())).not.toBe(quarantineKey(older));
    expect(await find()).toMatchObject({ width: 300 });
  });

  test('does not overwrite what has replaced it when it is approved', async () => {
    await start(setting);
    await putPicture();
    await drain();
    const replacement = await putPicture(300);
    await review('approve');
    expect((await bytesAt(KEY)).equals(replacement)).toBe(true);
    await drain();
    await expectHeld();
    expect(await find()).toMatchObject({ width: 300, reviewDecision: null });
  });

  test('leaves nothing but a tombstone when its owner removes it', async () => {
    await start(setting);
    await putPicture();
    await drain();
    expect(await removeQuarantinedImage(imageId, dependencies())).toBe(true);
    await drain();
    expect(await find()).toMatchObject({ status: 'removed', sha256: null });
    expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
  });

  test('follows the policy when it is judged anew, back and forth', async () => {
    await start(setting, MILD);
    const picture = await putPicture();
    await drain();
    await expectShown(picture);
    const judge = async (policy: typeof MILD, isDryRun = false) => {
      const judged = await Array.fromAsync(remoderate({ policy, isDryRun }, dependencies()));
      await drain();
      return judged.map(({ change }) => change);
    };
    expect(await judge(STRICT, true)).toEqual(['quarantine']);
    await expectShown(picture);
    expect(await judge(STRICT)).toEqual(['quarantine']);
    await expectHeld();
    expect(await judge(STRICT)).toEqual(['none']);
    await expectHeld();
    expect(await judge(MILD)).toEqual(['release']);
    await expectShown(picture);
    const { rowVersion } = await find();
    expect(await judge(MILD)).toEqual(['none']);
    expect((await find()).rowVersion).toBe(rowVersion);
    expect(running.paidCallCount()).toBe(2);
  });

  test('stays as a person has decided, whatever a policy says', async () => {
    await start(setting);
    const picture = await putPicture();
    await drain();
    await review('approve');
    await drain();
    await Array.fromAsync(remoderate({ policy: STRICT, isDryRun: false }, dependencies()));
    await drain();
    await expectShown(picture);
  });
});

test('A delete marker on a quarantined picture leaves nothing of it', async () => {
  await start({ engine: SQLITE, isVersioned: true });
  await putPicture();
  await drain();
  await running.remove(KEY);
  await drain();
  expect(await find()).toMatchObject({ status: 'removed', sha256: null });
  expect(await keysIn(ORIGINALS)).toEqual([]);
});

test('A flagged picture is shown, and a rejection takes it away', async () => {
  const rule = { category: 'Violence', minConfidence: 0, verdict: 'flag' };
  await start(
    { engine: SQLITE, isVersioned: false },
    parseModerationPolicy(JSON.stringify({ rules: [rule] })),
  );
  const picture = await putPicture();
  await drain();
  await expectShown(picture);
  expect(await find()).toMatchObject({ moderationVerdict: 'flag' });
  await review('reject');
  await drain();
  expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
  expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
});

/** Enough for each of the moves below; which calls there are is theirs. */
const MOST_CALLS = 60;

describe.each([false, true])('Cut short after any call, with versions: %s,', (isVersioned) => {
  const setting = { engine: SQLITE, isVersioned };
  /** Runs `attempt` with clients that die after each call in turn, until it gets through. */
  async function atEachPoint(
    prepare: () => Promise<void>,
    attempt: (clients: Pick<RunningThumbnailer, 's3' | 'metadata'>) => Promise<unknown>,
    check: () => Promise<void>,
  ): Promise<void> {
    for (let call = 1; call <= MOST_CALLS; call += 1) {
      await prepare();
      const dying = crashAt(call, running);
      await attempt(dying).catch(() => undefined);
      await attempt(running);
      await drain();
      await check();
      if (!dying.hasCrashed()) return;
      await reset();
    }
    expect.fail(`Expected fewer than ${MOST_CALLS} calls`);
  }

  /** As good as new, and faster. */
  async function reset(): Promise<void> {
    const { quarantine, metadata } = dependencies();
    for (const bucket of [ORIGINALS, THUMBNAILS]) {
      await quarantine.delete(bucket, await quarantine.list(bucket, ''));
    }
    for (const table of ['rendition', 'image_label', 'moderation_review', 'image'] as const) {
      await metadata.db.deleteFrom(table).execute();
    }
    running.messages.splice(0);
  }

  test('the quarantine of a new picture comes to its end', { timeout: 120_000 }, async () => {
    await start(setting);
    let created: unknown;
    await atEachPoint(
      async () => {
        await putPicture(120);
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
  ] as const)('%s comes to its end', { timeout: 120_000 }, async (_, decision) => {
    await start(setting);
    let picture: Buffer;
    await atEachPoint(
      async () => {
        picture = await putPicture(120);
        await running.takeMessages(1).then(running.handle);
        // The events of the move come late.
      },
      (clients) => review(decision, clients),
      async () => {
        if (decision === 'approve') return expectShown(picture);
        expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
      },
    );
  });

  test('a change of policy comes to its end', { timeout: 120_000 }, async () => {
    await start(setting, MILD);
    await atEachPoint(
      async () => {
        await putPicture(120);
        await running.takeMessages(1).then(running.handle);
      },
      (clients) =>
        Array.fromAsync(remoderate({ policy: STRICT, isDryRun: false }, dependencies(clients))),
      expectHeld,
    );
  });
});
