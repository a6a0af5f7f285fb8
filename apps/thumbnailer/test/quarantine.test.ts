import { GetObjectTaggingCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { ENGINES } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { SQLITE } from '@miniatura/metadata/test-support/sqlite-engine';
import {
  parseModerationPolicy,
  quarantineKey,
  remoderate,
  removeQuarantinedImage,
} from '@miniatura/moderation';
import { describe, expect, test } from 'vitest';
import {
  bytesAt,
  dependencies,
  drain,
  expectHeld,
  expectShown,
  find,
  imageId,
  KEY,
  keysIn,
  MILD,
  putImage,
  review,
  running,
  type Setting,
  start,
  STRICT,
  SUCCESS,
} from './quarantine-fixture.ts';
import { ORIGINALS, THUMBNAILS } from './start-thumbnailer.ts';

const SETTINGS: readonly Setting[] = [
  { engine: SQLITE, isVersioned: false },
  ...ENGINES.map((engine) => ({ engine, isVersioned: true })),
];

const titled = SETTINGS.map((setting) => ({
  ...setting,
  title: `${setting.engine.name}, ${setting.isVersioned ? 'with' : 'without'} versions`,
}));

describe.each(titled)('An image that the policy quarantines, on $title', (setting) => {
  test('is moved to quarantine without thumbnails, however often its event is delivered', async () => {
    await start(setting);
    const original = await putImage();
    const [created] = await running.takeMessages(1);
    expect(await running.handle([created, created])).toEqual(SUCCESS);
    await drain();
    await expectHeld();
    const { rowVersion } = await find();
    await running.handle([created]);
    await drain();
    await expectHeld();
    expect((await find()).rowVersion).toBe(rowVersion);
    expect((await bytesAt(quarantineKey(await find()))).equals(original)).toBe(true);
    expect(running.paidCallCount()).toBe(2);
  });

  test('is restored by an approval with its age, and nothing is paid again', async () => {
    await start(setting);
    const original = await putImage();
    await drain();
    const before = await find();
    expect(await review('approve')).toMatchObject({ isNew: true });
    await drain();
    await expectShown(original);
    const { uploadedAt, expiresAt, uploadedBy, uploadedThrough } = before;
    expect(await find()).toMatchObject({
      ...{ uploadedAt, expiresAt, uploadedBy, uploadedThrough },
      moderationVerdict: 'quarantine',
      reviewDecision: 'approve',
    });
    expect(await review('approve')).toMatchObject({ isNew: false });
    await drain();
    await expectShown(original);
    expect(running.paidCallCount()).toBe(2);
  });

  test('is deleted by a rejection, and its row and reviews are kept', async () => {
    await start(setting);
    await putImage();
    await drain();
    await review('reject');
    await drain();
    expect(await keysIn(ORIGINALS)).toEqual([]);
    expect(await keysIn(THUMBNAILS)).toEqual([]);
    expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
    expect(await running.metadata.listReviews(imageId)).toMatchObject([{ decision: 'reject' }]);
    await expect(review('approve')).rejects.toMatchObject({ code: 'decided-otherwise' });
    // When uploaded again, the same bytes need no second review.
    await putImage();
    await drain();
    expect(await keysIn(ORIGINALS)).toEqual([]);
    expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
  });

  test('is replaced by a new image', async () => {
    await start(setting);
    await putImage();
    await drain();
    const older = await find();
    await putImage(300);
    await drain();
    await expectHeld();
    expect(quarantineKey(await find())).not.toBe(quarantineKey(older));
    expect(await find()).toMatchObject({ width: 300 });
  });

  test('does not overwrite its replacement when it is approved', async () => {
    await start(setting);
    await putImage();
    await drain();
    const replacement = await putImage(300);
    await review('approve');
    expect((await bytesAt(KEY)).equals(replacement)).toBe(true);
    await drain();
    await expectHeld();
    expect(await find()).toMatchObject({ width: 300, reviewDecision: null });
  });

  test('leaves only a tombstone when its owner removes it', async () => {
    await start(setting);
    await putImage();
    await drain();
    expect(await removeQuarantinedImage(imageId, dependencies())).toBe(true);
    await drain();
    expect(await find()).toMatchObject({ status: 'removed', sha256: null });
    expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
  });

  test('follows each change of the policy', async () => {
    await start(setting, MILD);
    const original = await putImage();
    await drain();
    await expectShown(original);
    const judge = async (policy: typeof MILD, isDryRun = false) => {
      const judged = await Array.fromAsync(remoderate({ policy, isDryRun }, dependencies()));
      await drain();
      return judged.map(({ change }) => change);
    };
    expect(await judge(STRICT, true)).toEqual(['quarantine']);
    await expectShown(original);
    expect(await judge(STRICT)).toEqual(['quarantine']);
    await expectHeld();
    expect(await judge(STRICT)).toEqual(['none']);
    await expectHeld();
    expect(await judge(MILD)).toEqual(['release']);
    await expectShown(original);
    const { rowVersion } = await find();
    expect(await judge(MILD)).toEqual(['none']);
    expect((await find()).rowVersion).toBe(rowVersion);
    expect(running.paidCallCount()).toBe(2);
  });

  test('keeps the decision of a review, whatever the policy', async () => {
    await start(setting);
    const original = await putImage();
    await drain();
    await review('approve');
    await drain();
    await Array.fromAsync(remoderate({ policy: STRICT, isDryRun: false }, dependencies()));
    await drain();
    await expectShown(original);
  });
});

test('A tagged image is quarantined and restored without the tags', async () => {
  await start({ engine: SQLITE, isVersioned: true });
  await putImage();
  const [created] = await running.takeMessages(1);
  const TagSet = [{ Key: 'customer', Value: '7' }];
  await running.s3.send(
    new PutObjectTaggingCommand({ Bucket: ORIGINALS, Key: KEY, Tagging: { TagSet } }),
  );
  expect(await running.handle([created])).toEqual(SUCCESS);
  await drain();
  await expectHeld();
  expect(await tagsOf(quarantineKey(await find()))).toEqual([]);
  await review('approve');
  expect(await tagsOf(KEY)).toEqual([]);
});

async function tagsOf(key: string) {
  const { TagSet } = await running.s3.send(
    new GetObjectTaggingCommand({ Bucket: ORIGINALS, Key: key }),
  );
  return TagSet;
}

test('A delete marker on a quarantined image deletes it completely', async () => {
  await start({ engine: SQLITE, isVersioned: true });
  await putImage();
  await drain();
  await running.remove(KEY);
  await drain();
  expect(await find()).toMatchObject({ status: 'removed', sha256: null });
  expect(await keysIn(ORIGINALS)).toEqual([]);
});

test('A flagged image is shown until it is rejected', async () => {
  const rule = { category: 'Violence', minConfidence: 0, verdict: 'flag' };
  await start(
    { engine: SQLITE, isVersioned: false },
    parseModerationPolicy(JSON.stringify({ rules: [rule] })),
  );
  const original = await putImage();
  await drain();
  await expectShown(original);
  expect(await find()).toMatchObject({ moderationVerdict: 'flag' });
  await review('reject');
  await drain();
  expect([...(await keysIn(ORIGINALS)), ...(await keysIn(THUMBNAILS))]).toEqual([]);
  expect(await find()).toMatchObject({ status: 'quarantined', reviewDecision: 'reject' });
});
