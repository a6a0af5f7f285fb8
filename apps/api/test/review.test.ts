import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { imageDetailSchema } from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { parseModerationPolicy, remoderate } from '@miniatura/moderation';
import { expect, test } from 'vitest';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi, THUMBNAILS } from './start-api.ts';

const ADMIN = { user: 'olga', groups: ['admin'] };
const VIOLENCE = {
  ...{ name: 'Violence', confidence: 95, parents: [], taxonomyLevel: 1, modelVersion: '7.0' },
};
const STRICT = parseModerationPolicy(
  '{"rules":[{"category":"Violence","minConfidence":0,"verdict":"quarantine"}]}',
);

/** Puts images of `ada` in, and has moderation hold each back. */
async function quarantined(api: RunningApi, keys: readonly string[]): Promise<void> {
  for (const key of keys) {
    await api.s3.send(new PutObjectCommand({ Bucket: ORIGINALS, Key: key, Body: key }));
    await api.metadata.recordProcessed(processedImage({ key, moderationLabels: [VIOLENCE] }));
  }
  const changes = remoderate({ policy: STRICT, isDryRun: false }, api.dependencies.moderation);
  for await (const { change } of changes) expect(change).toBe('quarantine');
}

async function keysOf({ s3 }: RunningApi): Promise<(string | undefined)[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: ORIGINALS }));
  return Contents.map(({ Key }) => Key);
}

async function detailFor(api: RunningApi, key: string, asking: Parameters<RunningApi['ask']>[2]) {
  const response = await api.ask('GET', `/images/${imageIdOf(ORIGINALS, key)}`, asking);
  return imageDetailSchema.parse(await response.json());
}

test('Only admins see a quarantined image, and can approve or reject it', async () => {
  const api = await startApi();
  await quarantined(api, ['good.jpg', 'bad.jpg']);
  expect(await keysOf(api)).not.toContain('good.jpg');
  expect(await detailFor(api, 'good.jpg', {})).toMatchObject({
    ...{ status: 'quarantined', thumbnailUrl: null, originalUrl: null, thumbHash: null },
  });
  const held = await detailFor(api, 'good.jpg', ADMIN);
  expect(held).toMatchObject({ status: 'quarantined', moderationLabels: [{ name: 'Violence' }] });
  expect(await (await fetch(held.originalUrl ?? '')).text()).toBe('good.jpg');

  const review = async (key: string, decision: string) => {
    const path = `/images/${imageIdOf(ORIGINALS, key)}/review`;
    return api.ask('POST', path, { ...ADMIN, body: { decision, reason: 'Seen.' } });
  };
  expect((await review('good.jpg', 'approve')).status).toBe(200);
  expect(await keysOf(api)).toContain('good.jpg');
  expect((await review('bad.jpg', 'reject')).status).toBe(200);
  expect((await keysOf(api)).filter((key) => key?.includes('bad.jpg'))).toEqual([]);
  const rejected = { status: 'quarantined', reviewDecision: 'reject', originalUrl: null };
  expect(await detailFor(api, 'bad.jpg', ADMIN)).toMatchObject(rejected);
  const changed = await problemOf(await review('bad.jpg', 'approve'));
  expect(changed).toMatchObject({ httpStatus: 409, code: 'conflict' });
  await api.stop();
});

test('A review finishes what a crash has cut short: thumbnails go, an emptied quarantine is fine', async () => {
  const api = await startApi();
  await quarantined(api, ['good.jpg', 'bad.jpg']);
  const leftOver = `${imageIdOf(ORIGINALS, 'bad.jpg')}/0055AED6DCD90281E5/large.webp`;
  await api.s3.send(new PutObjectCommand({ Bucket: THUMBNAILS, Key: leftOver, Body: 'x' }));
  const review = async (key: string, decision: string) => {
    const path = `/images/${imageIdOf(ORIGINALS, key)}/review`;
    return api.ask('POST', path, { ...ADMIN, body: { decision, reason: 'Seen.' } });
  };
  expect((await review('bad.jpg', 'reject')).status).toBe(200);
  const { Contents = [] } = await api.s3.send(new ListObjectsV2Command({ Bucket: THUMBNAILS }));
  expect(Contents).toEqual([]);

  expect((await review('good.jpg', 'approve')).status).toBe(200);
  for (const Key of await keysOf(api)) {
    if (Key === 'good.jpg') continue;
    await api.s3.send(new DeleteObjectCommand({ Bucket: ORIGINALS, Key }));
  }
  expect((await review('good.jpg', 'approve')).status).toBe(200);
  expect(await keysOf(api)).toEqual(['good.jpg']);
  await api.stop();
});

test('Its owner may delete a quarantined image, of which nothing remains', async () => {
  const api = await startApi();
  await quarantined(api, ['mine.jpg']);
  const path = `/images/${imageIdOf(ORIGINALS, 'mine.jpg')}`;
  const others = await problemOf(await api.ask('DELETE', path, { user: 'bob' }));
  expect(others).toMatchObject({ httpStatus: 404, code: 'not-found' });
  expect(await keysOf(api)).toHaveLength(1);
  expect((await api.ask('DELETE', path)).status).toBe(202);
  expect(await keysOf(api)).toEqual([]);
  expect(await problemOf(await api.ask('GET', path))).toMatchObject({ httpStatus: 404 });
  await api.stop();
});

test('Only admins review, and an image that is not flagged cannot be reviewed', async () => {
  const api = await startApi();
  await api.metadata.recordProcessed(processedImage());
  const path = `/images/${imageIdOf(ORIGINALS, 'dog.jpg')}/review`;
  const body = { decision: 'approve', reason: 'A dog.' };
  const own = await problemOf(await api.ask('POST', path, { body }));
  expect(own).toMatchObject({ httpStatus: 403, code: 'forbidden' });
  const admin = { groups: ['admin'] };
  const plain = await problemOf(await api.ask('POST', path, { ...admin, body }));
  expect(plain).toMatchObject({ httpStatus: 409, code: 'conflict' });
  const undecided = { ...admin, body: { ...body, decision: 'maybe' } };
  const wrong = await problemOf(await api.ask('POST', path, undecided));
  expect(wrong).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
  await api.stop();
});
