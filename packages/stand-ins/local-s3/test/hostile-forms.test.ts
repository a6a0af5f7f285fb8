import { createHmac } from 'node:crypto';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { beforeAll, expect, test } from 'vitest';
import { breakOff, rawRequest } from './raw-request.ts';
import { eventually, listFiles, newBucket, patternBytes, shareEndpoint } from './s3-fixture.ts';

const BOUNDARY = 'bnd';
const HOUR_MS = 3_600_000;
const shared = shareEndpoint();
let bucket = '';

beforeAll(async () => {
  bucket = await newBucket(shared.client);
});

function sign(policy: string, secret = 'local-secret'): string {
  return createHmac('sha1', secret).update(policy).digest('base64');
}

interface Form {
  readonly policy?: object;
  readonly expiresInMs?: number;
  readonly secret?: string;
  readonly without?: string;
  readonly extra?: Readonly<Record<string, string>>;
}

/** A form of version 2, signed by hand, so that each of its parts can be wrong. */
function createFields({ policy, expiresInMs = HOUR_MS, secret, without, extra }: Form = {}) {
  const document = {
    expiration: new Date(Date.now() + expiresInMs).toISOString(),
    conditions: [{ bucket }, ['starts-with', '$key', 'up/'], ['content-length-range', 0, 4e6]],
    ...policy,
  };
  const encoded = Buffer.from(JSON.stringify(document)).toString('base64');
  const fields: Record<string, string> = {
    key: 'up/x',
    AWSAccessKeyId: 'local',
    policy: encoded,
    signature: sign(encoded, secret),
    ...extra,
  };
  if (without !== undefined) delete fields[without];
  return fields;
}

function renderPart(name: string, value: string, fileName?: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"${
    fileName === undefined ? '' : `; filename="${fileName}"`
  }\r\n\r\n${value}\r\n`;
}

/** @param namesFields whether every field carries a `filename`, as some clients' do. */
function renderForm(fields: Record<string, string>, bytes: Buffer, namesFields = false): Buffer {
  return Buffer.concat([
    Buffer.from(
      Object.entries(fields)
        .map(([name, value]) => renderPart(name, value, namesFields ? name : undefined))
        .join(''),
    ),
    Buffer.from(
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
    ),
    bytes,
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ]);
}

const contentType = `multipart/form-data; boundary=${BOUNDARY}`;

function post(body: Buffer, to = bucket) {
  return rawRequest(`${shared.endpoint}/${to}`, {
    method: 'POST',
    headers: { 'content-type': contentType, 'content-length': body.length },
    body,
  });
}

const REJECTIONS: readonly (readonly [string, Form, number, string])[] = [
  ['is expired', { expiresInMs: -60_000 }, 403, 'AccessDenied'],
  ['has a wrong signature', { secret: 'x' }, 403, 'SignatureDoesNotMatch'],
  ['has no key', { without: 'key' }, 400, 'InvalidArgument'],
  ['has no signature', { without: 'signature' }, 400, 'InvalidArgument'],
  ['has no policy', { without: 'policy' }, 403, 'AccessDenied'],
  ['has a key outside its policy', { extra: { key: 'other/x' } }, 403, 'AccessDenied'],
  ['has a field that is not in its policy', { extra: { foo: 'bar' } }, 403, 'AccessDenied'],
  [
    'has too long a field',
    { extra: { foo: 'b'.repeat(30_000) } },
    400,
    'MaxPostPreDataLengthExceededError',
  ],
  [
    'has a policy with an empty condition',
    { policy: { conditions: [{}] } },
    400,
    'InvalidPolicyDocument',
  ],
  [
    'has no date in its policy',
    { policy: { expiration: '2099-01-01 00:00:00' } },
    400,
    'InvalidPolicyDocument',
  ],
  [
    'has a file beyond its range',
    {
      policy: {
        conditions: [{ bucket }, ['starts-with', '$key', ''], ['content-length-range', 0, 500]],
      },
    },
    400,
    'EntityTooLarge',
  ],
];

for (const byteCount of [1_000, 200_000, 3_000_000]) {
  test.for(REJECTIONS)(
    `a form with ${byteCount} bytes that %s is rejected, and the next is taken`,
    async ([, form, status, code]) => {
      // The bucket's name is known only now.
      const fields = createFields(
        JSON.parse(
          JSON.stringify(form).replaceAll('{"bucket":""}', JSON.stringify({ bucket })),
        ) as Form,
      );
      const answer = await post(renderForm(fields, patternBytes(byteCount)));
      expect([answer.status, answer.code]).toEqual([status, code]);
      expect((await post(renderForm(createFields(), patternBytes(100)))).status).toBe(204);
    },
  );
}

test('an expired form is rejected with that reason', async () => {
  const { body } = await post(renderForm(createFields({ expiresInMs: -1000 }), patternBytes(10)));
  expect(body).toContain('<Message>Invalid according to Policy: Policy expired.</Message>');
});

test('a form for a bucket that does not exist is rejected', async () => {
  const body = renderForm(createFields(), patternBytes(1_000_000));
  expect((await post(body, 'absent-bucket')).code).toBe('NoSuchBucket');
});

test('a part is a field unless it is called file, also with a filename', async () => {
  const fields = createFields({ extra: { key: 'up/named' } });
  expect((await post(renderForm(fields, patternBytes(5000), true))).status).toBe(204);
  const { ContentLength } = await shared.client.send(
    new HeadObjectCommand({ Bucket: bucket, Key: 'up/named' }),
  );
  expect(ContentLength).toBe(5000);
});

test('a file without a filename is a file, also one that is larger than all fields may be', async () => {
  const fields = Object.entries(createFields({ extra: { key: 'up/nameless' } }));
  const parts = [...fields, ['file', 'x'.repeat(100_000)] as const].map(([name, value]) =>
    renderPart(name, value),
  );
  const body = Buffer.from(`${parts.join('')}--${BOUNDARY}--\r\n`);
  expect((await post(body)).status).toBe(204);
  const { ContentLength } = await shared.client.send(
    new HeadObjectCommand({ Bucket: bucket, Key: 'up/nameless' }),
  );
  expect(ContentLength).toBe(100_000);
});

test('forms that break off at any point leave nothing behind, and no process down', async () => {
  const form = renderForm(createFields({ extra: { key: 'up/cut' } }), patternBytes(300_000));
  const head = `POST /${bucket} HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: ${contentType}\r\ncontent-length: ${form.length}\r\n\r\n`;
  const cuts = [0, 1, 40, 200, 500, 700, 900, 1000, 70_000, 150_000, form.length - 3];
  await Promise.all(cuts.map((cut) => breakOff(shared.port, head, form.subarray(0, cut))));
  await eventually(async () => {
    const files = await listFiles(shared.directory);
    return files.every((file) => !file.startsWith('tmp/') && !file.includes('/cut~'));
  });
  const { url, fields } = await createPresignedPost(shared.client, { Bucket: bucket, Key: 'up/k' });
  const answer = await post(renderForm(fields, patternBytes(10)), new URL(url).pathname.slice(1));
  expect(answer.status).toBe(204);
});
