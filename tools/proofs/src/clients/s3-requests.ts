import {
  CreateBucketCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { createPresignedPost } from '@aws-sdk/s3-presigned-post';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { awsClients } from '@miniatura/local';
import type { Draw } from './draw.ts';
import type { HttpRequest } from './http-request.ts';

/** A separate bucket, whose events have no consumer. */
export const HOSTILE_BUCKET = 'hostile';
const READABLE_KEY = 'readable';
const BOUNDARY = 'boundary-of-a-form';
const MAX_FORM_FILE = 5_000_000;

/** Returns requests of S3 clients: signed uploads and reads, forms, and unsigned requests. */
export async function s3Requests(endpoint: string, s3Endpoints: Parameters<typeof awsClients>[0]) {
  const { s3 } = awsClients(s3Endpoints);
  await s3.send(new CreateBucketCommand({ Bucket: HOSTILE_BUCKET }));
  const Body = Buffer.alloc(3_000_000, 'read');
  await s3.send(new PutObjectCommand({ Bucket: HOSTILE_BUCKET, Key: READABLE_KEY, Body }));
  const { host } = new URL(endpoint);
  return async (draw: Draw, index: number): Promise<HttpRequest> => {
    const kind = draw.int(0, 9);
    if (kind < 4) return upload(s3, host, draw, `put-${index}`);
    if (kind < 8) return form(s3, host, draw, `form-${index}`);
    if (kind === 8) return read(s3, host);
    return unsigned(host, draw);
  };
}

async function upload(s3: S3Client, host: string, draw: Draw, id: string): Promise<HttpRequest> {
  const command = new PutObjectCommand({ Bucket: HOSTILE_BUCKET, Key: id });
  const body = draw.bytes(draw.size(1, 500_000));
  return {
    method: 'PUT',
    target: targetOf(await getSignedUrl(s3, command)),
    headers: { host },
    body,
    effectId: id,
  };
}

async function read(s3: S3Client, host: string): Promise<HttpRequest> {
  const command = new GetObjectCommand({ Bucket: HOSTILE_BUCKET, Key: READABLE_KEY });
  const target = targetOf(await getSignedUrl(s3, command));
  return { method: 'GET', target, headers: { host }, body: Buffer.alloc(0) };
}

function targetOf(url: string): string {
  const { pathname, search } = new URL(url);
  return pathname + search;
}

function unsigned(host: string, draw: Draw): HttpRequest {
  const method = draw.pick(['GET', 'PUT', 'POST', 'DELETE', 'HEAD', 'OPTIONS']);
  const query = draw.pick(['', '?uploads', '?delete', '?versioning', '?list-type=2&max-keys=x']);
  const target = `/${draw.pick([HOSTILE_BUCKET, 'nothing', ''])}${query}`;
  return { method, target, headers: { host }, body: draw.bytes(draw.size(1, 100_000)) };
}

interface Form {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: Buffer;
  readonly target: string;
  readonly end: string;
  /** Boundary in the request's header, which differs from the body's in an invalid form. */
  readonly boundary: string;
}

type Fault = (form: Form) => Partial<Form>;

/** Each fault violates another check of a form; the first one violates none. */
const FAULTS: readonly Fault[] = [
  () => ({}),
  ({ fields }) => ({ fields: { ...fields, 'X-Amz-Signature': '0'.repeat(64) } }),
  ({ fields }) => ({ fields: { ...fields, Policy: 'no policy' } }),
  ({ fields: { Policy: _, ...fields } }) => ({ fields }),
  ({ fields }) => ({ fields: { ...fields, key: 'another' } }),
  ({ fields: { key: _, ...fields } }) => ({ fields }),
  ({ fields }) => ({ fields: { ...fields, acl: 'public-read' } }),
  ({ fields }) => ({ fields: { ...fields, 'X-Amz-Credential': 'a/b/c' } }),
  ({ fields }) => ({ fields: { ...fields, 'X-Amz-Date': 'yesterday' } }),
  ({ fields }) => ({ fields: { ...fields, large: 'a'.repeat(100_000) } }),
  () => ({ target: '/nothing' }),
  () => ({ target: '/' }),
  () => ({ file: Buffer.alloc(MAX_FORM_FILE) }),
  () => ({ file: Buffer.alloc(0) }),
  () => ({ end: '' }),
  () => ({ boundary: 'another' }),
  () => ({ boundary: '' }),
];

async function form(s3: S3Client, host: string, draw: Draw, id: string): Promise<HttpRequest> {
  const fault = draw.pick(FAULTS);
  const { fields } = await createPresignedPost(s3, {
    Bucket: HOSTILE_BUCKET,
    Key: id,
    Conditions: [['content-length-range', 1, MAX_FORM_FILE - 1]],
    Expires: draw.chance(90) ? 3600 : -3600,
  });
  const file = draw.bytes(draw.size(1_000, MAX_FORM_FILE - 1));
  const good = { fields, file, target: `/${HOSTILE_BUCKET}`, end: '--', boundary: BOUNDARY };
  const { target, boundary, ...parts } = { ...good, ...fault(good) };
  const headers = { host, 'content-type': `multipart/form-data; boundary=${boundary}` };
  // A form stores the file, not the request's body.
  return {
    method: 'POST',
    target,
    headers,
    body: multipart(parts),
    storedBytes: file,
    effectId: id,
  };
}

function multipart({ fields, file, end }: Pick<Form, 'fields' | 'file' | 'end'>): Buffer {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const fileHead = `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n`;
  const tail = end === '' ? '' : `\r\n--${BOUNDARY}${end}\r\n`;
  return Buffer.concat([Buffer.from(parts.join('') + fileHead), file, Buffer.from(tail)]);
}
