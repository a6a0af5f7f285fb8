import { imageIdOf } from '@miniatura/metadata';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { BUFFERED } from '../src/events/event-stream.ts';
import { processedImage } from './sample-images.ts';
import { ORIGINALS, problemOf, type RunningApi, startApi } from './start-api.ts';

let api: RunningApi;
beforeAll(async () => void (api = await startApi()));
afterAll(() => api.stop());

function record(key: string, uploadedBy = 'ada') {
  return api.metadata.recordProcessed(processedImage({ key, uploadedBy }));
}
const idOf = (key: string) => imageIdOf(ORIGINALS, key);

interface Opening {
  readonly user?: string;
  readonly lastEventId?: string;
  readonly app?: RunningApi['app'];
}

/** Opens a stream as a client of the API does. */
async function open({ user = 'ada', lastEventId, app = api.app }: Opening = {}) {
  const stopping = new AbortController();
  const headers = {
    authorization: `Bearer ${await api.issuer.token({ sub: user })}`,
    ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
  };
  const response = await app.request('/images/events', { headers, signal: stopping.signal });
  return { response, stop: () => stopping.abort() };
}

function readerOf({ response }: Awaited<ReturnType<typeof open>>) {
  const events = response
    .body!.pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream());
  const reader = events.getReader();
  return {
    async next() {
      const { value } = await reader.read();
      return value && { event: value.event, id: value.id, data: JSON.parse(value.data) as object };
    },
    cancel: () => reader.cancel(),
  };
}

test('A stream reports the changes of own images, and can be resumed', async () => {
  const first = await open({ user: 'ben' });
  expect(first.response.headers.get('content-type')).toBe('text/event-stream');
  const events = readerOf(first);
  expect(await events.next()).toMatchObject({ event: 'connected' });
  await record('ada.jpg', 'ada');
  await record('ben.jpg', 'ben');
  const change = await events.next();
  expect(change).toMatchObject({
    event: 'image',
    data: { imageId: idOf('ben.jpg'), status: 'processed' },
  });
  await api.metadata.trashImage(idOf('ben.jpg'));
  expect(await events.next()).toMatchObject({ data: { status: 'trashed' } });
  first.stop();
  await events.cancel();

  await record('missed.jpg', 'ben');
  const resumed = readerOf(await open({ user: 'ben', lastEventId: change?.id ?? '' }));
  const seen: object[] = [];
  while (!seen.some((data) => 'imageId' in data && data.imageId === idOf('missed.jpg'))) {
    seen.push((await resumed.next())?.data ?? {});
  }
  await resumed.cancel();
});

test('A buffered response ends after the first events', async () => {
  const app = createApp({ ...api.dependencies, eventDelivery: BUFFERED });
  // Without an id, a stream starts three seconds ago, which a slow machine may exceed.
  const lastEventId = String(Date.now() - 1);
  await record('buffered.jpg', 'cleo');
  const { response } = await open({ user: 'cleo', app, lastEventId });
  expect(await response.text()).toContain(idOf('buffered.jpg'));
});

test('A stream without changes sends heartbeats and ends after its time', async () => {
  let nowMs = Date.now();
  const now = () => new Date((nowMs += 10_000));
  const eventDelivery = { isBuffered: true, maxMs: 60_000 };
  const app = createApp({ ...api.dependencies, eventDelivery, now });
  const { response } = await open({ user: 'nobody', app });
  expect(await response.text()).toMatch(
    /^retry: 1000\nevent: connected\nid: \d+\ndata: {}\n\n(: heartbeat\n\n)+$/,
  );
});

test('A user has at most ten open streams, and a closed one makes room for the next', async () => {
  const streams = await Promise.all(Array.from({ length: 10 }, () => open({ user: 'dora' })));
  const readers = streams.map(readerOf);
  for (const reader of readers) await reader.next();
  expect(await problemOf((await open({ user: 'dora' })).response)).toMatchObject({
    httpStatus: 429,
    code: 'too-many-requests',
  });
  expect((await open({ user: 'eve' })).response.status).toBe(200);
  streams.forEach(({ stop }) => stop());
  await Promise.all(readers.map((reader) => reader.cancel()));
  expect((await open({ user: 'dora' })).response.status).toBe(200);
});

test('Of thirty streams that are opened at the same time, ten send events', async () => {
  const streams = await Promise.all(Array.from({ length: 30 }, () => open({ user: 'gail' })));
  const opened = streams.filter(({ response }) => response.ok).map(readerOf);
  const firstEvents = await Promise.all(opened.map((reader) => reader.next()));
  expect(firstEvents.filter((event) => event !== undefined)).toHaveLength(10);
  streams.forEach(({ stop }) => stop());
  await Promise.all(opened.map((reader) => reader.cancel()));
});

test('Requests that receive no stream do not count as open streams', async () => {
  const token = await api.issuer.token({ sub: 'finn' });
  const headers = { authorization: `Bearer ${token}` };
  for (let count = 0; count < 10; count += 1) {
    const head = await api.app.request('/images/events', { method: 'HEAD', headers });
    expect(head.status).toBe(200);
    const json = { ...headers, accept: 'application/json' };
    expect((await api.app.request('/images/events', { headers: json })).status).toBe(406);
  }
  const stream = await open({ user: 'finn' });
  expect(stream.response.status).toBe(200);
  stream.stop();
  await stream.response.body?.cancel();
});

test('An id that no event has is rejected', async () => {
  const { response } = await open({ lastEventId: 'yesterday' });
  expect(await problemOf(response)).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
});
