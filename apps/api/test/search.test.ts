import { imagePageSchema, suggestionsSchema } from '@miniatura/api-contract';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { processedImage } from './sample-images.ts';
import { problemOf, type RunningApi, startApi } from './start-api.ts';

let api: RunningApi;
beforeEach(async () => void (api = await startApi()));
afterEach(() => api.stop());

function record(key: string, changes: Parameters<typeof processedImage>[0] = {}) {
  return api.metadata.recordProcessed(processedImage({ key, ...changes }));
}

async function namesOf(query: string): Promise<readonly string[]> {
  const response = await api.ask('GET', `/images?${query}`);
  return imagePageSchema.parse(await response.json()).images.map(({ name }) => name);
}

async function suggestionsOf(query: string, asking: Parameters<RunningApi['ask']>[2] = {}) {
  const response = await api.ask('GET', `/images/suggestions${query}`, asking);
  return suggestionsSchema.parse(await response.json());
}

test('A search finds own images by name, label and description, together with other filters', async () => {
  await record('Beach.jpg', { altText: null, labels: [] });
  await record('dog.jpg', { cameraModel: 'Pixel 4a' });
  await record('of-bob.jpg', { uploadedBy: 'bob' });
  expect(await namesOf('text=beach')).toEqual(['Beach.jpg']);
  expect(await namesOf('text=DOG')).toEqual(['dog.jpg']);
  expect(await namesOf('text=dog&cameraModel=Pixel%204a&label=Dog')).toEqual(['dog.jpg']);
  expect(await namesOf('text=dog&cameraModel=EOS')).toEqual([]);
});

test('Suggestions count own images only; those of all for admins', async () => {
  await record('dog.jpg', { cameraModel: 'Pixel 4a' });
  await record('of-bob.jpg', { uploadedBy: 'bob' });
  expect(await suggestionsOf('?text=do')).toEqual({
    labels: [{ name: 'Dog', count: 1 }],
    cameraModels: [{ name: 'Pixel 4a', count: 1 }],
  });
  const { labels } = await suggestionsOf('', { groups: ['admin'] });
  expect(labels).toEqual([{ name: 'Dog', count: 2 }]);
  const empty = await api.ask('GET', '/images/suggestions?text=');
  expect(await problemOf(empty)).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
});
