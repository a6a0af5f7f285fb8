import { compareSequencers } from '@miniatura/metadata';
import { expect, test } from 'vitest';
import { backfillEvent } from '../src/commands/backfill-event.ts';

const OBJECT = {
  bucket: 'originals',
  key: 'été/a+b c.jpg',
  eTag: 'abc',
  byteCount: 7,
  lastModified: new Date('2026-11-21T10:00:00Z'),
};
const ROW = { status: 'processed', etag: 'abc', sequencer: '00000000000000FF' } as const;

function sequencerOf(row: Parameters<typeof backfillEvent>[1]) {
  return /"sequencer":"(\w+)"/.exec(JSON.stringify(backfillEvent(OBJECT, row)))?.[1] ?? '';
}

test.each(['processed', 'rejected'] as const)(
  'A current row that is %s needs no event',
  (status) => {
    expect(backfillEvent(OBJECT, { ...ROW, status })).toBeUndefined();
  },
);

test('The event is in the form of S3, its key encoded', () => {
  expect(backfillEvent(OBJECT, undefined)).toMatchObject({
    Records: [
      {
        eventSource: 'aws:s3',
        eventName: 'ObjectCreated:Put',
        s3: { object: { key: '%C3%A9t%C3%A9%2Fa%2Bb%20c.jpg', size: 7, eTag: 'abc' } },
      },
    ],
  });
});

test('Without a row, every event of the object is newer', () => {
  expect(compareSequencers(sequencerOf(undefined), '0000000000000001')).toBe(-1);
});

test.each([
  { ...ROW, etag: 'other' },
  { ...ROW, status: 'removed' as const },
])('The event is just newer than an outdated row: %j', (row) => {
  const sequencer = sequencerOf(row);
  expect(compareSequencers(sequencer, row.sequencer)).toBe(1);
  expect(sequencer).toBe('0000000000000100');
});
