import {
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  type LifecycleRule,
} from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import {
  BUCKET,
  eventually,
  failureOf,
  newBucket,
  shareEndpoint,
  startFixture,
  temporaryFolder,
} from './s3-fixture.ts';

const DAY_MS = 86_400_000;
const RULE: LifecycleRule = { ID: 'r', Status: 'Enabled', Filter: { Prefix: 'a/' } };
const EXPIRES = { Expiration: { Days: 1 } };
const shared = shareEndpoint();

const put = (Bucket: string, ...Rules: LifecycleRule[]) =>
  shared.client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );

test('rules are kept, each with an id', async () => {
  const Bucket = await newBucket(shared.client);
  const { ID: _id, ...nameless } = RULE;
  await put(Bucket, { ...nameless, ...EXPIRES }, { ...RULE, ID: 'second', ...EXPIRES });
  const { Rules } = await shared.client.send(
    new GetBucketLifecycleConfigurationCommand({ Bucket }),
  );
  expect(Rules?.map(({ ID }) => ID)).toEqual([expect.stringMatching(/.{36}/), 'second']);
  expect(Rules?.[1]).toEqual({ ...RULE, ID: 'second', ...EXPIRES });
});

const { Filter: _filter, ...UNFILTERED } = RULE;
const aTag = { Key: 'k', Value: 'v' };

test.for<readonly [string, string, readonly LifecycleRule[]]>([
  [
    'the same id twice',
    'InvalidArgument',
    [
      { ...RULE, ...EXPIRES },
      { ...RULE, ...EXPIRES },
    ],
  ],
  ['a long id', 'InvalidArgument', [{ ...RULE, ID: 'a'.repeat(256), ...EXPIRES }]],
  ['another status', 'MalformedXML', [{ ...RULE, Status: 'enabled' as 'Enabled', ...EXPIRES }]],
  ['no action', 'InvalidRequest', [RULE]],
  ['neither filter nor prefix', 'MalformedXML', [{ ...UNFILTERED, ...EXPIRES }]],
  ['both filter and prefix', 'MalformedXML', [{ ...RULE, Prefix: 'a/', ...EXPIRES }]],
  ['no days', 'InvalidArgument', [{ ...RULE, Expiration: { Days: 0 } }]],
  ['negative days', 'InvalidArgument', [{ ...RULE, Expiration: { Days: -1 } }]],
  ['half a day', 'MalformedXML', [{ ...RULE, Expiration: { Days: 0.5 } }]],
  ['days and a date', 'MalformedXML', [{ ...RULE, Expiration: { Days: 1, Date: new Date(0) } }]],
  ['noon', 'InvalidArgument', [{ ...RULE, Expiration: { Date: new Date(DAY_MS / 2) } }]],
  [
    'no shelf',
    'MalformedXML',
    [{ ...RULE, Transitions: [{ Days: 1, StorageClass: 'SHELF' as 'GLACIER' }] }],
  ],
  [
    'an upload given up at once',
    'InvalidArgument',
    [{ ...RULE, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 0 } }],
  ],
  [
    'an upload of a tag',
    'InvalidRequest',
    [
      {
        ...RULE,
        Filter: { Tag: aTag },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 },
      },
    ],
  ],
  ['nothing', 'MalformedXML', []],
])('a configuration with %s is rejected: %s', async ([, code, rules]) => {
  const Bucket = await newBucket(shared.client);
  expect((await failureOf(put(Bucket, ...rules))).name).toBe(code);
});

/** An endpoint whose clock can be put forward, by a restart: rules are carried out at the start. */
async function startClock() {
  const directory = temporaryFolder();
  let aheadMs = 0;
  const now = () => new Date(Date.now() + aheadMs);
  const start = () => startFixture({ directory, now });
  let running = await start();
  return {
    get: () => running,
    wait: async (days: number) => {
      await running.s3.close();
      aheadMs += days * DAY_MS;
      running = await start();
      return running;
    },
    // The client signs by its own clock, so it has to be told.
    send: <T>(work: (fixture: typeof running) => Promise<T>): Promise<T> => {
      running.client.config.systemClockOffset = aheadMs;
      return work(running);
    },
  };
}

test('unfinished uploads are given up when their days are over', async () => {
  const clock = await startClock();
  const rule = { ...RULE, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } };
  await clock.send(async ({ client }) => {
    await client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: BUCKET,
        LifecycleConfiguration: { Rules: [rule] },
      }),
    );
    for (const Key of ['a/begun', 'other']) {
      await client.send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
    }
  });
  const keys = () =>
    clock.send(async ({ client }) => {
      const { Uploads = [] } = await client.send(
        new ListMultipartUploadsCommand({ Bucket: BUCKET }),
      );
      return Uploads.map(({ Key }) => Key);
    });
  await clock.wait(1);
  expect(await keys()).toEqual(['a/begun', 'other']);
  await clock.wait(2);
  expect(await keys()).toEqual(['other']);
});

test('objects expire with an event, and noncurrent versions go for good', async () => {
  const clock = await startClock();
  await clock.send(async ({ client, put: putObject, notify }) => {
    await notify(['s3:LifecycleExpiration:*']);
    await client.send(
      new PutBucketVersioningCommand({
        Bucket: BUCKET,
        VersioningConfiguration: { Status: 'Enabled' },
      }),
    );
    const rules: LifecycleRule[] = [
      { ...RULE, ID: 'expire', ...EXPIRES },
      { ...RULE, ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 2 } },
      { ...RULE, ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, ...EXPIRES },
    ];
    await client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: BUCKET,
        LifecycleConfiguration: { Rules: rules },
      }),
    );
    const { Expiration } = await putObject('a/k', 'x');
    expect(Expiration).toMatch(/^expiry-date="\w+, \d+ \w+ \d+ 00:00:00 GMT", rule-id="expire"$/);
    await putObject('other', 'x');
  });
  const versions = () =>
    clock.send(async ({ client }) => {
      const { Versions = [], DeleteMarkers = [] } = await client.send(
        new ListObjectVersionsCommand({ Bucket: BUCKET }),
      );
      return [Versions.map(({ Key }) => Key), DeleteMarkers.map(({ Key }) => Key)];
    });
  const { events } = await clock.wait(2);
  expect(await versions()).toEqual([['a/k', 'other'], ['a/k']]);
  await eventually(() =>
    events.some(({ message }) =>
      JSON.stringify(message).includes('LifecycleExpiration:DeleteMarkerCreated'),
    ),
  );
  await clock.wait(3);
  expect((await versions())[0]).toEqual(['other']);
});
