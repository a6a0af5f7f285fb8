import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetBucketLifecycleConfigurationCommand,
  type LifecycleRule,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { type S3EventDelivery, startLocalS3 } from '../src/index.ts';
import {
  BUCKET,
  createClient,
  eventually,
  failureOf,
  newBucket,
  QUEUE_ARN,
  shareEndpoint,
  temporaryFolder,
} from './s3-fixture.ts';

const DAY_MS = 86_400_000;
const RULE: LifecycleRule = { ID: 'r', Status: 'Enabled', Filter: { Prefix: 'a/' } };
const EXPIRES = { Expiration: { Days: 1 } };
const shared = shareEndpoint();

function put(Bucket: string, ...Rules: LifecycleRule[]) {
  return shared.client.send(
    new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
  );
}

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

/** An endpoint that is restarted so many days later: rules are carried out at the start. */
async function startClock() {
  const directory = temporaryFolder();
  let aheadMs = 0;
  const events: S3EventDelivery[] = [];
  const start = async () => {
    const s3 = await startLocalS3({
      directory,
      now: () => new Date(Date.now() + aheadMs),
      onEvent: async (event) => void events.push(event),
    });
    onTestFinished(() => s3.close());
    // Clients sign by their own clocks.
    aheadMs = 0;
    return { s3, client: createClient(s3.endpoint) };
  };
  let running = await start();
  await running.client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return {
    events,
    client: () => running.client,
    restartIn: async (days: number) => {
      await running.s3.close();
      aheadMs = days * DAY_MS;
      running = await start();
    },
    putRules: (...Rules: LifecycleRule[]) =>
      running.client.send(
        new PutBucketLifecycleConfigurationCommand({
          Bucket: BUCKET,
          LifecycleConfiguration: { Rules },
        }),
      ),
  };
}

test('unfinished uploads are given up when their days are over', async () => {
  const clock = await startClock();
  await clock.putRules({ ...RULE, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 } });
  for (const Key of ['a/begun', 'other']) {
    await clock.client().send(new CreateMultipartUploadCommand({ Bucket: BUCKET, Key }));
  }
  const keys = async () => {
    const list = new ListMultipartUploadsCommand({ Bucket: BUCKET });
    return (await clock.client().send(list)).Uploads?.map(({ Key }) => Key);
  };
  await clock.restartIn(1);
  expect(await keys()).toEqual(['a/begun', 'other']);
  await clock.restartIn(3);
  expect(await keys()).toEqual(['other']);
});

test('objects expire with an event, and noncurrent versions are deleted permanently', async () => {
  const clock = await startClock();
  const { events, client } = clock;
  await client().send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      SkipDestinationValidation: true,
      NotificationConfiguration: {
        QueueConfigurations: [{ QueueArn: QUEUE_ARN, Events: ['s3:LifecycleExpiration:*'] }],
      },
    }),
  );
  const VersioningConfiguration = { Status: 'Enabled' } as const;
  await client().send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }));
  await clock.putRules(
    { ...RULE, ID: 'expire', ...EXPIRES },
    { ...RULE, ID: 'old', NoncurrentVersionExpiration: { NoncurrentDays: 2 } },
    { ...RULE, ID: 'off', Status: 'Disabled', Filter: { Prefix: '' }, ...EXPIRES },
  );
  const put = (Key: string) =>
    client().send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }));
  expect((await put('a/k')).Expiration).toMatch(
    /^expiry-date="\w+, \d+ \w+ \d+ 00:00:00 GMT", rule-id="expire"$/,
  );
  await put('other');
  const list = async () => {
    const { Versions = [], DeleteMarkers = [] } = await client().send(
      new ListObjectVersionsCommand({ Bucket: BUCKET }),
    );
    return [Versions.map(({ Key }) => Key), DeleteMarkers.map(({ Key }) => Key)];
  };
  await clock.restartIn(2);
  expect(await list()).toEqual([['a/k', 'other'], ['a/k']]);
  await eventually(() =>
    events.some(({ message }) =>
      JSON.stringify(message).includes('LifecycleExpiration:DeleteMarkerCreated'),
    ),
  );
  await clock.restartIn(6);
  expect((await list())[0]).toEqual(['other']);
});
