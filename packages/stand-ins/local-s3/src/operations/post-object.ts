import type { Credentials } from '../authenticate.ts';
import { S3Error } from '../errors.ts';
import { parseObjectDescription } from '../object-headers.ts';
import type { ObjectVersion } from '../object-table.ts';
import type { OperationContext, S3Response } from '../operation.ts';
import { checkPostPolicy, type FormFields, type PostGrant } from '../post-policy.ts';
import { type FormFile, readForm } from '../read-form.ts';
import {
  type ByteSink,
  checkChecksum,
  measureBytes,
  parseExpectedChecksum,
  type ReceivedBody,
} from '../receive-body.ts';
import { checkKey } from '../s3-request.ts';
import { encodeUriPath } from '../uri-encoding.ts';
import { renderXml } from '../xml.ts';
import { parseTagging } from './object-tagging.ts';
import { MAX_PUT_BYTES, storeObject, writtenHeaders } from './put-object.ts';

/** The context of a form, whose signature is one of its fields. */
export type PostContext = Omit<OperationContext, 'authentication'>;

/** POST /bucket: the form of a browser. As in S3, fields after the file are ignored. */
export async function postObject(
  context: PostContext,
  credentials: Credentials,
): Promise<S3Response> {
  const { store, request } = context;
  const bucket = store.buckets.get(request.bucket);
  return readForm(request, async (fields, file) => {
    const form = substituteFileName(fields, file.name);
    const grant = checkPostPolicy(form, request.bucket, credentials, store.now().getTime());
    const cause = { ...context.cause, accessKeyId: grant.accessKeyId };
    const authentication = {
      accessKeyId: grant.accessKeyId,
      payload: { kind: 'unsigned' },
    } as const;
    const signed: OperationContext = { ...context, cause, authentication };
    const headers = toHeaders(form);
    const expected = parseExpectedChecksum(headers);
    const version = await storeObject(signed, {
      key: checkKey(form.get('key') ?? ''),
      description: parseObjectDescription(headers, bucket, store.now().getTime()),
      eventName: 'ObjectCreated:Post',
      preconditions: { ifMatch: undefined, ifNoneMatch: undefined },
      receive: async (sink) => {
        const measured = await receiveFile(file, grant, expected?.algorithm, sink);
        if (expected?.value !== undefined) checkChecksum(measured.checksum, expected.value);
        return measured;
      },
    });
    return postResponse(signed, form, version);
  });
}

function substituteFileName(fields: FormFields, fileName: string): FormFields {
  const key = fields.get('key');
  if (key === undefined) {
    throw new S3Error('InvalidArgument', "Bucket POST must contain a field named 'key'.");
  }
  return new Map([...fields, ['key', key.replaceAll('${filename}', () => fileName)]]);
}

/**
 * Header values are sent as latin1 and contain UTF-8. Metadata may be any text and is returned in
 * ASCII.
 */
function toHeaders(form: FormFields): ReadonlyMap<string, string> {
  const headers = new Map(
    [...form].map(([name, value]) => [
      name,
      name.startsWith('x-amz-meta-') ? value : Buffer.from(value, 'utf8').toString('latin1'),
    ]),
  );
  const acl = form.get('acl');
  if (acl !== undefined) headers.set('x-amz-acl', acl);
  const tagging = form.get('tagging');
  if (tagging !== undefined) {
    const tags = parseTagging(tagging, 10).map(([key, value]) => [key, value]);
    headers.set('x-amz-tagging', new URLSearchParams(tags as [string, string][]).toString());
  }
  return headers;
}

async function receiveFile(
  file: FormFile,
  { minByteCount, maxByteCount }: PostGrant,
  algorithm: Parameters<typeof measureBytes>[1],
  sink: ByteSink,
): Promise<ReceivedBody> {
  const limit = Math.min(maxByteCount, MAX_PUT_BYTES);
  let byteCount = 0;
  const measured = await measureBytes(file.bytes, algorithm, (chunk) => {
    byteCount += chunk.length;
    if (byteCount > limit) throw sizeError('EntityTooLarge', byteCount, 'MaxSizeAllowed', limit);
    return sink(chunk);
  });
  if (byteCount >= minByteCount) return measured;
  throw sizeError('EntityTooSmall', byteCount, 'MinSizeAllowed', minByteCount);
}

function sizeError(
  code: 'EntityTooLarge' | 'EntityTooSmall',
  byteCount: number,
  limitName: string,
  limit: number,
) {
  return new S3Error(code, undefined, {
    ProposedSize: String(byteCount),
    [limitName]: String(limit),
  });
}

function postResponse(
  context: OperationContext,
  form: FormFields,
  version: ObjectVersion,
): S3Response {
  const { bucket, key, etag } = version;
  const location = `http://${context.request.headers.get('host')}/${bucket}/${encodeUriPath(key)}`;
  const headers = { ...writtenHeaders(context, version), location };
  const redirect = form.get('success_action_redirect') ?? form.get('redirect');
  if (redirect !== undefined && URL.canParse(redirect)) {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries({ bucket, key, etag: `"${etag}"` })) {
      url.searchParams.set(name, value);
    }
    return { status: 303, headers: { ...headers, location: url.href } };
  }
  const status = form.get('success_action_status');
  if (status === '200') return { status: 200, headers };
  if (status !== '201') return { status: 204, headers };
  const content = { Location: location, Bucket: bucket, Key: key, ETag: `"${etag}"` };
  return { status: 201, headers, body: renderXml('PostResponse', content, '') };
}
