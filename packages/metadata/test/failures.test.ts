import { expect, test } from 'vitest';
import { failureLogOf, InvalidRecordError, type NewFailure } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { useMetadata } from './use-metadata.ts';

const FAILURE: NewFailure = {
  failureId: 'first-id',
  messageId: 'first-id',
  source: 'thumbnailer',
  object: { bucket: 'originals', key: 'été/cat.jpg' },
  code: 'unavailable',
  reason: 'The metadata database cannot be reached',
  receiveCount: 1,
  body: '{}',
  firstSeenAt: '2026-11-21T10:00:00.000Z',
  lastSeenAt: '2026-11-21T10:00:05.000Z',
  expiresAt: '2026-11-28T10:00:00.000Z',
};
const DEAD_LETTER: NewFailure = { ...FAILURE, code: null, reason: null, receiveCount: 6 };
const EVERY_STATE = ['retrying', 'parked', 'redriven', 'solved'] as const;

describeOnEachEngine('The failures', (engine) => {
  const context = useMetadata(engine);
  const log = () => failureLogOf(context.metadata.db);
  const all = () => log().list({ states: EVERY_STATE, limit: 10 });
  const states = async () => (await all()).map(({ state }) => state);

  test('keep the reason of the last attempt when the message is parked', async () => {
    await log().recordAttempt({ ...FAILURE, reason: 'The first reason' });
    await log().recordAttempt({ ...FAILURE, receiveCount: 5 });
    expect(await states()).toEqual(['retrying']);
    await log().recordParked({ ...DEAD_LETTER, lastSeenAt: '2026-11-21T11:00:00.000Z' });
    expect(await all()).toEqual([
      {
        failureId: 'first-id',
        messageId: 'first-id',
        source: 'thumbnailer',
        state: 'parked',
        imageId: expect.stringMatching(/^[0-9a-f]{32}$/),
        bucket: 'originals',
        key: 'été/cat.jpg',
        code: 'unavailable',
        reason: 'The metadata database cannot be reached',
        receiveCount: 6,
        redriveCount: 0,
        body: '{}',
        firstSeenAt: '2026-11-21T10:00:00.000Z',
        lastSeenAt: '2026-11-21T11:00:00.000Z',
        expiresAt: '2026-11-28T10:00:00.000Z',
      },
    ]);
  });

  test('record a message without any details', async () => {
    await log().recordParked({
      ...DEAD_LETTER,
      object: { bucket: '', key: '' },
      body: 'a\0b\ud800',
    });
    expect(await all()).toMatchObject([
      { imageId: null, key: null, reason: null, body: 'a\uFFFDb\uFFFD', state: 'parked' },
    ]);
  });

  test('delete the record of a message that succeeds before it is parked', async () => {
    await log().recordAttempt(FAILURE);
    await log().settle('first-id');
    expect(await all()).toEqual([]);
  });

  test('track a message that is redriven, fails again and succeeds', async () => {
    await log().recordParked(DEAD_LETTER);
    await log().markRedriven('first-id');
    expect(await all()).toMatchObject([{ state: 'redriven', redriveCount: 1 }]);
    const again = { ...FAILURE, messageId: 'second-id', reason: 'Another reason' };
    await log().recordAttempt(again);
    await log().recordParked({ ...DEAD_LETTER, messageId: 'second-id' });
    expect(await all()).toMatchObject([
      { state: 'parked', messageId: 'second-id', reason: 'Another reason', redriveCount: 1 },
    ]);
    await log().markRedriven('first-id');
    await log().settle('first-id');
    expect(await all()).toMatchObject([{ state: 'solved', redriveCount: 2 }]);
    expect(await log().count()).toEqual({ solved: 1 });
  });

  test('are not changed by a dead letter that is delivered again after its redrive', async () => {
    await log().recordParked(DEAD_LETTER);
    await log().markRedriven('first-id');
    await log().recordParked(DEAD_LETTER);
    await log().recordAttempt(FAILURE);
    expect(await states()).toEqual(['redriven']);
    await log().settle('first-id');
    await log().markRedriven('first-id');
    await log().recordParked(DEAD_LETTER);
    expect(await states()).toEqual(['solved']);
  });

  test('are one row when the same message is recorded concurrently', async () => {
    await Promise.all(Array.from({ length: 8 }, () => log().recordParked(DEAD_LETTER)));
    expect(await states()).toEqual(['parked']);
  });

  test('are found by id and by state, the last seen first', async () => {
    for (const [index, failureId] of ['a', 'b', 'c'].entries()) {
      const lastSeenAt = `2026-11-21T10:00:0${index}.000Z`;
      await log().recordParked({ ...DEAD_LETTER, failureId, messageId: failureId, lastSeenAt });
    }
    await log().markRedriven('b');
    const parked = await log().list({ states: ['parked'], limit: 1 });
    expect(parked.map(({ failureId }) => failureId)).toEqual(['c']);
    const found = await log().find(['a', 'b', 'nothing']);
    expect(found.map(({ failureId }) => failureId).toSorted()).toEqual(['a', 'b']);
    expect(await log().find([])).toEqual([]);
    expect(await log().list({ states: [], limit: 1 })).toEqual([]);
  });

  test('are deleted when they expire', async () => {
    await log().recordParked(DEAD_LETTER);
    expect(await log().deleteExpired(new Date('2026-11-28T09:59:59.999Z'))).toBe(0);
    expect(await log().deleteExpired(new Date('2026-11-28T10:00:00.000Z'))).toBe(1);
    expect(await all()).toEqual([]);
  });

  test('reject invalid failures', async () => {
    const wrong = { ...FAILURE, source: 'somebody' as 'ingest' };
    await expect(log().recordParked(wrong)).rejects.toThrow(InvalidRecordError);
  });
});
