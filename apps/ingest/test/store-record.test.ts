import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  PutObjectCommand,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { afterEach, describe, expect, test } from 'vitest';
import {
  CAMERAS,
  eventOf,
  ORIGINALS,
  pngBytes,
  recordOf,
  type RunningIngest,
  startIngest,
  TIME_MS,
} from './ingest-fixture.ts';

let running: RunningIngest;
afterEach(() => running.stop());

const PLACE = `2026/11/21/kafka/pictures/0/7-${TIME_MS}`;
const FORBIDDEN = new S3ServiceException({
  ...{ name: 'AccessDenied', $fault: 'client', message: 'Access Denied' },
  $metadata: { httpStatusCode: 403 },
});
const pointerTo = (bucket: string, key: string) => JSON.stringify({ bucket, key });

describe('A record', () => {
  test('is stored as an original, byte for byte, with its uploader', async () => {
    running = await startIngest();
    const bytes = Buffer.concat([pngBytes(), Buffer.from([0xff, 0x00, 0x80, 0xc3])]);
    const headers = { Name: 'été 2026.png', uploader: 'Zoë <z@x>', type: 'text/html' };
    await running.handle(eventOf(recordOf(7, bytes, { headers })));
    expect(await running.keys()).toEqual([`${PLACE}/été-2026.png`]);
    const { Body, ContentType, Metadata } = await running.s3.send(
      new GetObjectCommand({ Bucket: ORIGINALS, Key: `${PLACE}/été-2026.png` }),
    );
    expect(await Body?.transformToByteArray()).toEqual(new Uint8Array(bytes));
    expect(ContentType).toBe('image/png');
    expect(Metadata).toEqual({
      'uploaded-by': 'Zo%C3%AB <z@x>',
      'uploaded-through': 'kafka',
      'file-name': '%C3%A9t%C3%A9%202026.png',
    });
  });

  test('that is delivered again changes nothing and creates no event', async () => {
    running = await startIngest();
    for (let time = 0; time < 3; time += 1) await running.handle(eventOf(recordOf(7, pngBytes())));
    expect(running.counts).toEqual({ stored: 1, repeat: 2, refused: 0 });
    expect([...running.eventCounts.values()]).toEqual([1]);
  });

  test('of a recreated topic is another image', async () => {
    running = await startIngest();
    const again = recordOf(7, pngBytes(2), { timestamp: TIME_MS + 1 });
    await running.handle(eventOf(recordOf(7, pngBytes(1))));
    await running.handle(eventOf(again));
    expect(running.counts).toMatchObject({ stored: 2, repeat: 0 });
  });

  test.each([
    ['../../../etc/passwd', 'passwd'],
    ['C:\\pictures\\cat.jpg', 'cat.jpg'],
    ['..', 'picture'],
    ['', 'picture'],
    ['a\0b\n<script>.jpg', 'a-b-script-.jpg'],
    ['x'.repeat(500), 'x'.repeat(100)],
    ['\ud83d', 'picture'],
  ])('named %j is stored as %j', async (name, kept) => {
    running = await startIngest();
    await running.handle(eventOf(recordOf(7, pngBytes(), { headers: { name } })));
    const [key] = await running.keys();
    expect(key?.startsWith(`${PLACE}/`)).toBe(true);
    expect(key?.slice(PLACE.length + 1)).toBe(kept);
  });

  test.each([-1, Number.MAX_SAFE_INTEGER])('with the time %d is stored too', async (timestamp) => {
    running = await startIngest();
    await running.handle(eventOf(recordOf(7, pngBytes(), { timestamp })));
    expect(running.counts.stored).toBe(1);
  });

  test('may have headers of signed bytes, or none', async () => {
    running = await startIngest();
    const signed = { uploader: [90, 111, -61, -85] };
    await running.handle(
      eventOf(
        { ...recordOf(7, pngBytes()), headers: [signed] },
        { ...recordOf(8, pngBytes()), headers: null },
      ),
    );
    const [first = '', second = ''] = await running.keys();
    expect((await running.head(first)).Metadata).toMatchObject({ 'uploaded-by': 'Zo%C3%AB' });
    expect((await running.head(second)).Metadata).toEqual({ 'uploaded-through': 'kafka' });
  });
});

describe('A pointer', () => {
  test('to an allowed bucket is copied once, with its own metadata', async () => {
    running = await startIngest();
    await running.put(CAMERAS, 'été/a+b c.png', pngBytes());
    const record = recordOf(7, pointerTo(CAMERAS, 'été/a+b c.png'), { headers: { name: 'c.png' } });
    await running.handle(eventOf(record));
    await running.handle(eventOf(record));
    expect(running.counts).toEqual({ stored: 1, repeat: 1, refused: 0 });
    const { Metadata, ContentType, ContentLength } = await running.head(`${PLACE}/c.png`);
    expect(Metadata).toEqual({ 'uploaded-through': 'kafka', 'file-name': 'c.png' });
    expect(ContentType).toBe('image/png');
    expect(ContentLength).toBe(pngBytes().byteLength);
    expect([...running.eventCounts.values()]).toEqual([1]);
  });

  test('to a tagged object is copied without its tags', async () => {
    running = await startIngest();
    const Tagging = 'customer=7';
    const object = { Bucket: CAMERAS, Key: 'a.png', Body: pngBytes(), Tagging };
    await running.s3.send(new PutObjectCommand(object));
    await running.handle(eventOf(recordOf(7, pointerTo(CAMERAS, 'a.png'))));
    const [Key] = await running.keys();
    const { TagSet } = await running.s3.send(
      new GetObjectTaggingCommand({ Bucket: ORIGINALS, Key }),
    );
    expect(TagSet).toEqual([]);
  });

  test('to a bucket that denies access fails its batch, because the object may exist', async () => {
    running = await startIngest();
    running.s3.middlewareStack.add(
      (next, { commandName }) =>
        async (args) => {
          if (commandName === 'GetObjectCommand') throw FORBIDDEN;
          return next(args);
        },
      { step: 'initialize', name: 'forbid' },
    );
    const event = eventOf(recordOf(7, pointerTo(CAMERAS, 'a.png')));
    await expect(running.handle(event)).rejects.toThrow();
    expect(await running.takeRejected()).toEqual([]);
    running.s3.middlewareStack.remove('forbid');
    await running.put(CAMERAS, 'a.png', pngBytes());
    await running.handle(event);
    expect(running.counts).toMatchObject({ stored: 1, refused: 0 });
  });

  test('whose object is replaced meanwhile fails its batch, and is stored at the retry', async () => {
    running = await startIngest();
    await running.put(CAMERAS, 'a.png', pngBytes(1));
    const { peek } = running.dependencies;
    const replaced: typeof peek = async (pointer) => {
      const found = await peek(pointer);
      await running.put(CAMERAS, 'a.png', pngBytes(2));
      return found;
    };
    const event = eventOf(recordOf(7, pointerTo(CAMERAS, 'a.png')));
    await expect(running.handlerWith({ peek: replaced })(event)).rejects.toThrow();
    expect(await running.keys()).toEqual([]);
    await running.handle(event);
    expect(running.counts.stored).toBe(1);
  });
});

describe('A record is rejected, and its neighbours are not,', () => {
  test.each([
    ['empty', ''],
    ['unsupported-type', 'hello'],
    ['unsupported-type', '<html xmlns="http://www.w3.org/1999/xhtml"/>'],
    ['too-large', Buffer.concat([pngBytes(), Buffer.alloc(2000)])],
    ['invalid-pointer', '{'],
    ['invalid-pointer', '{"bucket":"camera-uploads"}'],
    ['invalid-pointer', '{"bucket":"camera-uploads","key":"a","role":"admin"}'],
    ['forbidden-bucket', pointerTo('payroll', 'secret.png')],
    ['forbidden-bucket', pointerTo(ORIGINALS, 'a.png')],
    ['nothing-there', pointerTo(CAMERAS, 'missing.png')],
    ['unsupported-type', pointerTo(CAMERAS, 'notes.txt')],
    ['empty', pointerTo(CAMERAS, 'empty.png')],
    ['too-large', pointerTo(CAMERAS, 'large.png')],
  ])('as %s: %s', async (code, value) => {
    running = await startIngest({ maxBytes: 1500 });
    await running.put(CAMERAS, 'notes.txt', 'hello');
    await running.put(CAMERAS, 'empty.png', new Uint8Array());
    await running.put(CAMERAS, 'large.png', Buffer.concat([pngBytes(), Buffer.alloc(2000)]));
    await running.handle(eventOf(recordOf(6, pngBytes()), recordOf(7, value)));
    expect(running.counts).toEqual({ stored: 1, repeat: 0, refused: 1 });
    expect(await running.takeRejected()).toEqual([
      {
        refused: 'kafka-record',
        failureId: expect.stringMatching(/^kafka-[0-9a-f]{32}$/),
        ...{ topic: 'pictures', partition: 0, offset: 7, code },
        timestamp: '2026-11-21T10:00:00.000Z',
        object: { bucket: ORIGINALS, key: `${PLACE}/picture` },
        reason: expect.stringMatching(/^Expected .+ for .+ but received /),
      },
    ]);
  });

  test('as a tombstone', async () => {
    running = await startIngest();
    await running.handle(eventOf({ ...recordOf(7, ''), value: null }));
    expect(await running.takeRejected()).toMatchObject([{ code: 'empty' }]);
  });
});

describe('A transient error', () => {
  test('fails the batch, whose other records are stored once, also after the retry', async () => {
    running = await startIngest();
    const { originals } = running.dependencies;
    const failing: typeof originals = {
      ...originals,
      put: async (object) => {
        if (object.key.includes('/8-')) throw new Error('S3 is away');
        return originals.put(object);
      },
    };
    const event = eventOf(...[6, 7, 8, 9].map((offset) => recordOf(offset, pngBytes(offset))));
    await expect(running.handlerWith({ originals: failing })(event)).rejects.toThrow('S3 is away');
    expect(running.counts.stored).toBe(3);
    await running.handle(event);
    expect(running.counts).toEqual({ stored: 4, repeat: 3, refused: 0 });
    expect([...running.eventCounts.values()]).toEqual([1, 1, 1, 1]);
  });

  test('is thrown when a rejection cannot be sent', async () => {
    running = await startIngest();
    const reject = async () => {
      throw new Error('SQS is unavailable');
    };
    const handling = running.handlerWith({ reject })(eventOf(recordOf(7, 'hello')));
    await expect(handling).rejects.toThrow('SQS is unavailable');
  });

  test('is not the reason when an event is invalid', async () => {
    running = await startIngest();
    const wrong = { eventSource: 'aws:sqs', records: {} } as never;
    await expect(running.handle(wrong)).rejects.toThrow(/eventSource/);
  });
});
