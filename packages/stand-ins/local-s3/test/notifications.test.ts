import {
  CopyObjectCommand,
  DeleteObjectCommand,
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { expect, test } from 'vitest';
import type { S3EventDelivery, S3EventRecord } from '../src/index.ts';
import { BUCKET, eventually, failureOf, QUEUE_ARN, startFixture } from './s3-fixture.ts';

function recordsOf(events: readonly S3EventDelivery[]): readonly S3EventRecord[] {
  return events.flatMap(({ message }) => ('Records' in message ? message.Records : []));
}

function arrival(events: readonly S3EventDelivery[], count: number) {
  return eventually(() => events.length >= count && recordsOf(events));
}

test("a put sends an event in S3's format", async () => {
  const { put, notify, events } = await startFixture();
  await notify(['s3:ObjectCreated:*']);
  const { ETag } = await put('a/b ü+1.jpg', 'bytes');
  await arrival(events, 1);
  expect(events[0]?.destinationArn).toBe(QUEUE_ARN);
  expect(events[0]?.message).toEqual({
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: 'us-east-1',
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'AWS:local' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: {
          'x-amz-request-id': expect.stringMatching(/^[0-9A-F]{16}$/),
          'x-amz-id-2': expect.stringMatching(/^\S{32}$/),
        },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'to-queue',
          bucket: {
            name: BUCKET,
            ownerIdentity: { principalId: 'local' },
            arn: `arn:aws:s3:::${BUCKET}`,
          },
          object: {
            key: 'a/b+%C3%BC%2B1.jpg',
            size: 5,
            eTag: ETag?.replaceAll('"', ''),
            sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
          },
        },
      },
    ],
  });
});

test('each kind of change has its name; a removal carries no size and no ETag', async () => {
  const { client, put, notify, events } = await startFixture();
  await notify(['s3:ObjectCreated:*', 's3:ObjectRemoved:*', 's3:ObjectTagging:*']);
  const at = { Bucket: BUCKET, Key: 'k' };
  await put('k');
  await client.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/k` }),
  );
  const partSize = 5 * 1024 ** 2;
  const Body = Buffer.alloc(partSize + 1);
  await new Upload({ client, params: { ...at, Key: 'parts', Body }, partSize }).done();
  await client.send(
    new PutObjectTaggingCommand({ ...at, Tagging: { TagSet: [{ Key: 'a', Value: 'b' }] } }),
  );
  await client.send(new DeleteObjectCommand(at));
  const Status = 'Enabled';
  await client.send(
    new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration: { Status } }),
  );
  await put('k');
  const marker = await client.send(new DeleteObjectCommand(at));
  await client.send(new DeleteObjectCommand({ ...at, VersionId: marker.VersionId }));
  const records = await arrival(events, 8);
  expect(records.map(({ eventName }) => eventName)).toEqual([
    'ObjectCreated:Put',
    'ObjectCreated:Copy',
    'ObjectCreated:CompleteMultipartUpload',
    'ObjectTagging:Put',
    'ObjectRemoved:Delete',
    'ObjectCreated:Put',
    'ObjectRemoved:DeleteMarkerCreated',
    'ObjectRemoved:Delete',
  ]);
  expect(records[4]?.s3.object).toEqual({ key: 'k', sequencer: expect.any(String) });
  expect(records[6]?.s3.object).toEqual({
    key: 'k',
    versionId: marker.VersionId,
    sequencer: expect.any(String),
  });
  const sequencers = records.map(({ s3 }) => s3.object.sequencer);
  expect(sequencers).toEqual([...new Set(sequencers)].toSorted());
});

test('prefix, suffix and event names select the events', async () => {
  const { put, client, notify, events } = await startFixture();
  await notify(
    ['s3:ObjectCreated:Put'],
    [
      { Name: 'prefix', Value: 'in/' },
      { Name: 'suffix', Value: '.jpg' },
    ],
  );
  for (const key of ['in/a.jpg', 'in/a.png', 'out/a.jpg', 'in/b.jpg']) await put(key);
  const CopySource = `${BUCKET}/in/a.jpg`;
  await client.send(new CopyObjectCommand({ Bucket: BUCKET, Key: 'in/copy.jpg', CopySource }));
  await put('in/last.jpg');
  const records = await arrival(events, 3);
  expect(records.map(({ s3 }) => s3.object.key)).toEqual(['in/a.jpg', 'in/b.jpg', 'in/last.jpg']);
});

test('an event that is not accepted is sent again, before later ones', async () => {
  const attempts: string[] = [];
  let failuresLeft = 2;
  const { put, notify } = await startFixture({
    onEvent: async ({ message }) => {
      attempts.push(('Records' in message && message.Records[0]?.s3.object.key) || '');
      if (failuresLeft-- > 0) throw new Error('not now');
    },
  });
  await notify(['s3:ObjectCreated:*']);
  await put('1');
  await put('2');
  await eventually(() => attempts.length === 4);
  expect(attempts).toEqual(['1', '1', '1', '2']);
});

test('events not yet taken are delivered after a restart, and then no more', async () => {
  const broken = await startFixture({ onEvent: () => Promise.reject(new Error('down')) });
  await broken.notify(['s3:ObjectCreated:*']);
  await broken.put('1');
  await broken.put('2');
  await broken.s3.close();
  const { events, s3, directory, put } = await startFixture({ directory: broken.directory });
  expect((await arrival(events, 2)).map((record) => record.s3.object.key)).toEqual(['1', '2']);
  await s3.close();
  const again = await startFixture({ directory });
  await again.put('3');
  expect((await arrival(again.events, 1)).map((record) => record.s3.object.key)).toEqual(['3']);
  expect(await failureOf(put('4'))).toMatchObject({
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test(
  'a hook that hangs does not keep the endpoint from closing',
  { timeout: 120_000 },
  async () => {
    const { put, notify, s3 } = await startFixture({ onEvent: () => new Promise(() => undefined) });
    await notify(['s3:ObjectCreated:*']);
    await put('1');
    await s3.close();
  },
);

test('a failing destination does not delay another', async () => {
  const taken: string[] = [];
  const topic = 'arn:aws:sns:us-east-1:000000000000:images';
  const { client, put } = await startFixture({
    onEvent: async ({ destinationArn }) => {
      if (destinationArn === topic) throw new Error('down');
      taken.push(destinationArn);
    },
  });
  const NotificationConfiguration: NotificationConfiguration = {
    TopicConfigurations: [{ TopicArn: topic, Events: ['s3:ObjectCreated:Put'] }],
    LambdaFunctionConfigurations: [
      {
        LambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:thumbnailer',
        Events: ['s3:ObjectCreated:Copy'],
      },
    ],
  };
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      SkipDestinationValidation: true,
      NotificationConfiguration,
    }),
  );
  await put('k');
  await client.send(
    new CopyObjectCommand({ Bucket: BUCKET, Key: 'copy', CopySource: `${BUCKET}/k` }),
  );
  await eventually(() => taken.length === 1);
});

test('sequencers increase although the clock goes back, also after a restart', async () => {
  let nowMs = Date.now();
  const options = { now: () => new Date(nowMs) };
  const { put, notify, events, s3, directory } = await startFixture(options);
  await notify(['s3:ObjectCreated:*']);
  await put('k');
  nowMs -= 60_000;
  await put('k');
  const before = await arrival(events, 2);
  await s3.close();
  nowMs -= 60_000;
  const restarted = await startFixture({ ...options, directory });
  await restarted.put('k');
  const after = await arrival(restarted.events, 1);
  const sequencers = [...before, ...after].map((record) => record.s3.object.sequencer);
  expect(sequencers).toEqual([...new Set(sequencers)].toSorted());
});

test('a configuration is returned with ids, and its destinations get a test event', async () => {
  const { client, events } = await startFixture();
  const QueueConfigurations = [
    { QueueArn: QUEUE_ARN, Events: ['s3:ObjectCreated:*'] satisfies Event[] },
  ];
  const NotificationConfiguration = { QueueConfigurations };
  await client.send(
    new PutBucketNotificationConfigurationCommand({ Bucket: BUCKET, NotificationConfiguration }),
  );
  const read = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
  expect(read.QueueConfigurations).toEqual([
    { ...QueueConfigurations[0], Id: expect.stringMatching(/^[0-9a-f-]{36}$/) },
  ]);
  await eventually(() => events.length === 1);
  expect(events[0]).toMatchObject({
    destinationArn: QUEUE_ARN,
    message: { Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: BUCKET },
  });
});

test.for([
  ['an unknown event', [{ Events: ['s3:ObjectEaten:*'] }], 'InvalidArgument'],
  ['an ARN of another service', [{ QueueArn: 'arn:aws:sns:us-east-1:0:t' }], 'InvalidArgument'],
  ['no events', [{ Events: [] }], 'MalformedXML'],
  ['two rules for one event of one key', [{ Id: 'a' }, { Id: 'b' }], 'InvalidArgument'],
] as const)('a configuration with %s is rejected', async ([, rules, code]) => {
  const { client } = await startFixture();
  const QueueConfigurations = rules.map((rule) => ({
    QueueArn: QUEUE_ARN,
    Events: ['s3:ObjectCreated:*'],
    ...rule,
  })) as NonNullable<NotificationConfiguration['QueueConfigurations']>;
  const put = client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: { QueueConfigurations },
    }),
  );
  expect((await failureOf(put)).name).toBe(code);
});
