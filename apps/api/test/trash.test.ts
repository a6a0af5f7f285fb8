import { changedImagesSchema, imageDetailSchema, imagePageSchema } from '@miniatura/api-contract';
import { imageIdOf } from '@miniatura/metadata';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi } from './start-api.ts';

let api: RunningApi;
beforeEach(async () => void (api = await startApi()));
afterEach(() => api.stop());

const idOf = (key: string) => imageIdOf(ORIGINALS, key);
function record(key: string, changes: Parameters<typeof processedImage>[0] = {}) {
  return api.metadata.recordProcessed(processedImage({ key, ...changes }));
}

async function change(action: 'trash' | 'restore', keys: readonly string[], user = 'ada') {
  const body = { imageIds: keys.map(idOf) };
  const response = await api.ask('POST', `/images/${action}`, { user, body });
  expect(response.status).toBe(200);
  return changedImagesSchema.parse(await response.json()).imageIds;
}

async function listOf(query: string, user = 'ada') {
  const response = await api.ask('GET', `/images${query}`, { user });
  return imagePageSchema.parse(await response.json()).images;
}

const namesOf = async (query: string) => (await listOf(query)).map(({ name }) => name);

test('An image in the trash disappears immediately from lists, links and references', async () => {
  await record('first.jpg');
  await record('copy.jpg');
  expect(await change('trash', ['first.jpg'])).toEqual([idOf('first.jpg')]);
  expect(await namesOf('')).toEqual(['copy.jpg']);
  expect(await namesOf('?label=Dog')).toEqual(['copy.jpg']);
  expect(await namesOf(`?ids=${idOf('first.jpg')}`)).toEqual([]);
  const detail = `/images/${idOf('first.jpg')}`;
  for (const path of [detail, `${detail}/similar`]) {
    expect(await problemOf(await api.ask('GET', path))).toMatchObject({ httpStatus: 404 });
  }
  const copy = await api.ask('GET', `/images/${idOf('copy.jpg')}`);
  expect(imageDetailSchema.parse(await copy.json()).duplicateOf).toBeNull();
  const similar = await api.ask('GET', `/images/${idOf('copy.jpg')}/similar`);
  expect(await similar.json()).toEqual({ images: [] });
});

test('The trash lists its images with thumbnails and their expiry time, and restores them', async () => {
  await record('dog.jpg');
  const [before] = await listOf('');
  await change('trash', ['dog.jpg']);
  const [trashed] = await listOf('?status=trashed');
  expect(trashed).toMatchObject({ name: 'dog.jpg', status: 'trashed' });
  expect(trashed?.expiresAt).toBe(before?.expiresAt);
  expect(trashed?.thumbnails).toHaveLength(2);
  expect(await change('restore', ['dog.jpg'])).toEqual([idOf('dog.jpg')]);
  expect(await namesOf('?status=trashed')).toEqual([]);
  expect(await namesOf('')).toEqual(['dog.jpg']);
});

test('Users move their own images only; an image of others is as an unknown one', async () => {
  await record('of-bob.jpg', { uploadedBy: 'bob' });
  await record('mine.jpg');
  const keys = ['of-bob.jpg', 'none.jpg', 'mine.jpg'];
  expect(await change('trash', keys)).toEqual([idOf('mine.jpg')]);
  expect(await listOf('?status=trashed', 'bob')).toEqual([]);
  expect(await change('restore', ['mine.jpg'], 'bob')).toEqual([]);
  const empty = await api.ask('POST', '/images/trash', { body: { imageIds: [] } });
  expect(await problemOf(empty)).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
});

test('Only its owner can delete an image in the trash permanently', async () => {
  await record('dog.jpg');
  await change('trash', ['dog.jpg']);
  const path = `/images/${idOf('dog.jpg')}`;
  expect((await api.ask('DELETE', path, { user: 'bob' })).status).toBe(404);
  expect((await api.ask('DELETE', path)).status).toBe(202);
});
