import type { ImageSummary } from '@miniatura/api-contract';
import { expect, test, vi } from 'vitest';
import { createImageFollower } from '../src/images/image-follower.ts';

const image = (imageId: string) => ({ imageId, status: 'processed' }) as ImageSummary;

/** Follows images of an API that knows those in `known`. */
function start(known: Set<string>) {
  const asked: string[][] = [];
  const follower = createImageFollower({
    firstDelayMs: 1,
    longestDelayMs: 5,
    api: {
      openEvents: async () => {
        throw new TypeError('This API has no events');
      },
      listImages: async ({ ids = '' }) => {
        asked.push(ids.split(','));
        if (asked.length === 1) throw new TypeError('The network is away');
        const images = ids.split(',').filter((id) => known.has(id));
        return { images: images.map(image), nextCursor: null };
      },
    },
  });
  return { follower, asked };
}

test('images are followed in one request until each is known, whatever fails in between', async () => {
  const known = new Set<string>();
  const { follower, asked } = start(known);
  const heard: string[] = [];
  follower.subscribe((images) => heard.push(...images.map(({ imageId }) => imageId)));
  follower.follow('a');
  follower.follow('b');
  await expect.poll(() => asked.length).toBeGreaterThan(2);
  expect(asked[0]).toEqual(['a', 'b']);
  known.add('b');
  await expect.poll(() => heard).toEqual(['b']);
  known.add('a');
  await expect.poll(() => heard).toEqual(['b', 'a']);
  expect(follower.imageOf('a')).toEqual(image('a'));
  follower.stop();
});

test('more images than a request may name have their turns', async () => {
  const ids = Array.from({ length: 150 }, (_, index) => `id-${index}`);
  const { follower, asked } = start(new Set());
  for (const id of ids) follower.follow(id);
  await expect.poll(() => new Set(asked.flat()).size).toBe(150);
  expect(Math.max(...asked.map(({ length }) => length))).toBe(100);
  follower.stop();
});

test('an event leads to a request long before the next poll, and the stream is resumed from it', async () => {
  const known = new Set<string>();
  const resumedFrom: (string | null)[] = [];
  let send: (text: string) => void = () => undefined;
  const api = {
    openEvents: async (lastEventId: string | null) => {
      resumedFrom.push(lastEventId);
      return new ReadableStream<Uint8Array<ArrayBuffer>>({
        start(controller) {
          send = (text) => controller.enqueue(new TextEncoder().encode(text));
          send('retry: 1\nevent: connected\nid: 7\ndata: {}\n\n');
          if (resumedFrom.length === 1) controller.close();
        },
      });
    },
    listImages: vi.fn(async ({ ids = '' }) => ({
      images: ids
        .split(',')
        .filter((id: string) => known.has(id))
        .map(image),
      nextCursor: null,
    })),
  };
  const follower = createImageFollower({ api, firstDelayMs: 1e6, longestDelayMs: 1e6 });
  follower.follow('a');
  await expect.poll(() => resumedFrom).toEqual([null, '7']);
  const event = (imageId: string) =>
    `event: image\nid: 8\ndata: ${JSON.stringify({ imageId, status: 'processed' })}\n\n`;
  // The event of an upload can arrive before the response of the upload.
  send(event('b'));
  send(event('a'));
  await expect.poll(() => api.listImages.mock.calls.length).toBe(1);
  known.add('b');
  follower.follow('b');
  await expect.poll(() => follower.imageOf('b')).toEqual(image('b'));
  known.add('a');
  send(event('a'));
  await expect.poll(() => follower.imageOf('a')).toEqual(image('a'));

  // An event that arrives during a request leads to another one, before images without an event.
  const ids = Array.from({ length: 150 }, (_, index) => `id-${index}`);
  for (const id of ids) follower.follow(id);
  known.add('id-149').add('id-148');
  api.listImages.mockImplementationOnce(async () => {
    send(event('id-149'));
    await new Promise((resolve) => setTimeout(resolve));
    return { images: [], nextCursor: null };
  });
  send(event('id-148'));
  await expect.poll(() => follower.imageOf('id-149')).toEqual(image('id-149'));
  follower.stop();
});
