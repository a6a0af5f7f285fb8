import type { ImageVersion } from '@miniatura/metadata';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import { expect, test } from 'vitest';
import { BUFFERED, eventStream } from '../src/events/event-stream.ts';

const COMMITTED: readonly ImageVersion[] = [
  { imageId: 'a', status: 'processed', rowVersion: 1000 },
  { imageId: 'b', status: 'processed', rowVersion: 2000 },
  { imageId: 'c', status: 'processed', rowVersion: 2000 },
  { imageId: 'd', status: 'processed', rowVersion: 3000 },
];

/** Returns the id of the image and of the event for each change after a position. */
async function eventsAfter(position: number) {
  const stream = eventStream({
    delivery: BUFFERED,
    readChanges: (after) => Promise.resolve(COMMITTED.filter((each) => each.rowVersion > after)),
    position,
    now: () => new Date(60_000),
    signal: AbortSignal.timeout(60_000),
  });
  const events = ReadableStream.from(stream).pipeThrough(new EventSourceParserStream());
  const all = await Array.fromAsync(events);
  return all
    .filter(({ event }) => event === 'image')
    .map(({ id, data }) => ({ id, imageId: (JSON.parse(data) as ImageVersion).imageId }));
}

test('A stream that ends after any of its events is resumed with all later changes', async () => {
  const events = await eventsAfter(0);
  expect(events.map(({ imageId }) => imageId)).toEqual(['a', 'b', 'c', 'd']);
  // After the last event, there is nothing to resume with.
  const resumed = await Promise.all(events.slice(0, -1).map(({ id }) => eventsAfter(Number(id))));
  // Only those of the same millisecond are sent again.
  expect(resumed.map((each) => each.map(({ imageId }) => imageId).join(''))).toEqual([
    'bcd',
    'bcd',
    'd',
  ]);
  expect(events.at(-1)?.id).toBe('3000');
});
