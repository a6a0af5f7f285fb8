import { imageIdOf } from '@miniatura/metadata';
import { expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { s3SignedUrls } from '../src/s3-objects.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, PAGE_ORIGIN, type RunningApi, startApi, THUMBNAILS } from './start-api.ts';

test('A list that has not changed is answered with 304, and one that has with its new content', async () => {
  await using resources = new AsyncDisposableStack();
  const api = await startApi();
  resources.defer(() => api.stop());
  const record = (key: string, changes: Parameters<typeof processedImage>[0] = {}) =>
    api.metadata.recordProcessed(processedImage({ key, ...changes }));
  await record('a.jpg', { expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
  // Within one window of signing: a test that runs across its end would see new URLs.
  const app = createApp({ ...api.dependencies, signedUrls: signedAt(api, new Date()) });
  const token = await api.issuer.token({ sub: 'ada' });
  const ask = (path: string, etag = '') =>
    app.request(path, {
      headers: { authorization: `Bearer ${token}`, origin: PAGE_ORIGIN, 'if-none-match': etag },
    });
  for (const path of [
    '/images',
    '/images/days',
    '/images/suggestions',
    `/images/${imageIdOf(ORIGINALS, 'a.jpg')}/similar`,
  ]) {
    const first = await ask(path);
    const etag = first.headers.get('etag') ?? '';
    expect(first.headers.get('access-control-expose-headers')).toContain('etag');
    const again = await ask(path, etag);
    expect({ path, status: again.status, body: await again.text() }).toEqual({
      ...{ path, status: 304, body: '' },
    });
    expect(again.headers.get('access-control-allow-origin')).toBe(PAGE_ORIGIN);
    if (path.endsWith('similar')) continue;
    await record(`of ${path}.jpg`, { uploadedAt: '2026-11-23T10:00:00.000Z' });
    expect((await ask(path, etag)).status).toBe(200);
  }
});

function signedAt(
  { s3, dependencies }: RunningApi,
  now: Date,
): RunningApi['dependencies']['signedUrls'] {
  const buckets = { originals: ORIGINALS, thumbnails: THUMBNAILS };
  return {
    ...dependencies.signedUrls,
    ...s3SignedUrls(s3, buckets, () => now),
    render: async () => null,
  };
}
