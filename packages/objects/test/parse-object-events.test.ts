import { describe, expect, test } from 'vitest';
import {
  createdEvent,
  objectNamedBy,
  parseObjectEvents,
  UnreadableMessageError,
} from '../src/object-events.ts';

const created = {
  eventVersion: '2.1',
  eventSource: 'aws:s3',
  awsRegion: 'us-east-1',
  eventTime: '2026-11-21T10:00:00.000Z',
  eventName: 'ObjectCreated:Put',
  userIdentity: { principalId: 'AWS:AIDAEXAMPLE' },
  requestParameters: { sourceIPAddress: '2001:db8::1' },
  responseElements: { 'x-amz-request-id': 'A', 'x-amz-id-2': 'B' },
  s3: {
    s3SchemaVersion: '1.0',
    configurationId: 'thumbnails',
    bucket: { name: 'originals', ownerIdentity: { principalId: 'A' }, arn: 'arn:aws:s3:::o' },
    object: { key: 'a+b/c%C3%BC%2B1.jpg', size: 12, eTag: 'abc', sequencer: '0065AB' },
  },
};

const parsed = {
  kind: 'created',
  eventName: 'ObjectCreated:Put',
  eventTime: new Date('2026-11-21T10:00:00.000Z'),
  bucket: 'originals',
  key: 'a b/cü+1.jpg',
  sequencer: '0065AB',
  principalId: 'AWS:AIDAEXAMPLE',
  eTag: 'abc',
  byteCount: 12,
};

/** A message of SQS as SNS makes it without raw delivery. */
function wrappedBySns(message: object): string {
  return JSON.stringify({ Type: 'Notification', Message: JSON.stringify(message) });
}

function withObject(eventName: string, object: object) {
  return { Records: [{ ...created, eventName, s3: { ...created.s3, object } }] };
}

describe('The body of a message', () => {
  test('may be a raw notification, whose key is form-encoded and whose sender has an IPv6 address', () => {
    expect(parseObjectEvents(JSON.stringify({ Records: [created] }))).toEqual([parsed]);
  });

  test('may be wrapped by SNS', () => {
    expect(parseObjectEvents(wrappedBySns({ Records: [created] }))).toEqual([parsed]);
  });

  test('may contain several objects', () => {
    const body = JSON.stringify({ Records: [created, created] });
    expect(parseObjectEvents(body)).toEqual([parsed, parsed]);
  });

  const testEvent = { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'originals' };
  test.each([
    ['raw', JSON.stringify(testEvent)],
    ['wrapped', wrappedBySns(testEvent)],
  ])('may be the test event, %s, without changes', (_, body) => {
    expect(parseObjectEvents(body)).toEqual([]);
  });

  test.each([
    'ObjectRemoved:Delete',
    'ObjectRemoved:DeleteMarkerCreated',
    'LifecycleExpiration:Delete',
    'LifecycleExpiration:DeleteMarkerCreated',
  ])('contains a removal as %s, without size and entity tag', (eventName) => {
    const object = { key: 'cat.jpg', versionId: 'v2', sequencer: '0066' };
    expect(parseObjectEvents(JSON.stringify(withObject(eventName, object)))).toMatchObject([
      { kind: 'removed', key: 'cat.jpg', versionId: 'v2', sequencer: '0066' },
    ]);
  });

  test('may come without a sequencer, where AWS promises none', () => {
    const body = JSON.stringify(withObject('LifecycleExpiration:Delete', { key: 'cat.jpg' }));
    expect(parseObjectEvents(body)).toMatchObject([{ kind: 'removed', sequencer: '0' }]);
  });

  test('may contain events that change no image', () => {
    const tagged = withObject('ObjectTagging:Put', { key: 'cat.jpg', sequencer: '0066' });
    expect(parseObjectEvents(JSON.stringify(tagged))).toEqual([]);
  });

  test.each([
    ['text', 'hello'],
    ['other JSON', '{"hello":"world"}'],
    ['JSON that is no object', '42'],
    ['a record without a key', JSON.stringify(withObject('ObjectCreated:Put', { size: 1 }))],
    [
      'a key that is not form-encoded',
      JSON.stringify(withObject('ObjectCreated:Put', { key: '%' })),
    ],
    ['an SNS message of other content', wrappedBySns({ hello: 'world' })],
  ])('is rejected when it is %s', (_, body) => {
    expect(() => parseObjectEvents(body)).toThrow(UnreadableMessageError);
    expect(() => parseObjectEvents(body)).toThrow(/^Expected an S3 notification/);
  });
});

test('An event that is created is parsed with the same object', () => {
  const object = { bucket: 'originals', key: 'été/a+b c%.jpg', eTag: 'abc', sequencer: '0065AB' };
  const event = createdEvent({
    ...object,
    byteCount: 12,
    lastModified: parsed.eventTime,
    principalId: 'backfill',
  });
  const expected = { ...parsed, ...object, principalId: 'backfill' };
  expect(parseObjectEvents(JSON.stringify(event))).toEqual([expected]);
});

describe('The object that a message names is found', () => {
  const damaged = { s3: { bucket: { name: 'originals' }, object: { key: '100%.jpg' } } };
  const named = { eventTime: undefined, object: { bucket: 'originals', key: '100%.jpg' } };

  test.each([
    ['raw', JSON.stringify({ Records: [damaged] })],
    ['wrapped', wrappedBySns({ Records: [damaged] })],
  ])('in a message that cannot be parsed, %s', (_, body) => {
    expect(() => parseObjectEvents(body)).toThrow(UnreadableMessageError);
    expect(objectNamedBy(body)).toEqual(named);
  });

  test('with the time of its event', () => {
    expect(objectNamedBy(JSON.stringify({ Records: [created] }))).toEqual({
      eventTime: parsed.eventTime,
      object: { bucket: 'originals', key: parsed.key },
    });
  });

  test('not in other text', () => {
    expect(objectNamedBy('hello')).toBeUndefined();
  });
});
