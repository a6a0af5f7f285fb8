import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { S3Error } from './errors.ts';
import { decodeUriComponent, parseQuery } from './uri-encoding.ts';

/** The maximum length of a key in bytes of UTF-8 (S3 User Guide, "Naming Amazon S3 objects"). */
export const MAX_KEY_BYTES = 1024;

/** `bucket.localhost`, the virtual-hosted style of S3. */
const VIRTUAL_HOST = /^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\.localhost(?::\d+)?$/;

/** `x-amz-request-id` and `x-amz-id-2` of the response. */
export interface RequestIds {
  readonly id: string;
  readonly hostId: string;
}

/** A parsed request. Its values are not trusted yet. */
export interface S3Request extends RequestIds {
  readonly method: string;
  /** The path as sent, still percent-encoded. */
  readonly rawPath: string;
  /** The path in path style, with the bucket. */
  readonly resourcePath: string;
  readonly queryPairs: readonly (readonly [string, string])[];
  readonly query: ReadonlyMap<string, string>;
  /** Lower-case names; repeated headers joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Empty for operations of the service. */
  readonly bucket: string;
  /** Empty for operations of the bucket. */
  readonly key: string;
  readonly sourceIp: string;
  /** The body as sent. Reading it sends `100 Continue` to a client that waits for it. */
  readonly openBody: () => AsyncIterable<Buffer>;
}

/**
 * @param onOpenBody called when the body is first read
 * @throws S3Error InvalidURI, KeyTooLongError, InvalidArgument for invalid names
 */
export function parseRequest(
  message: IncomingMessage,
  ids: RequestIds,
  onOpenBody: () => void,
): S3Request {
  const target = message.url ?? '/';
  const [rawPath = '/', ...rest] = target.split('?');
  const queryPairs = parseQuery(rest.join('?'));
  if (!rawPath.startsWith('/')) throw new S3Error('InvalidURI');
  const hostBucket = VIRTUAL_HOST.exec(message.headers.host ?? '')?.[1];
  const resourcePath = hostBucket === undefined ? rawPath : `/${hostBucket}${rawPath}`;
  return {
    ...ids,
    ...parseResource(resourcePath),
    resourcePath,
    method: message.method ?? 'GET',
    rawPath,
    queryPairs,
    query: new Map(queryPairs),
    headers: joinHeaders(message.rawHeaders),
    sourceIp: message.socket.remoteAddress ?? '127.0.0.1',
    openBody: () => {
      onOpenBody();
      return readBody(message);
    },
  };
}

/** After an incomplete read or an error, the response must still be sent on the same connection. */
async function* readBody(message: IncomingMessage): AsyncGenerator<Buffer> {
  for await (const chunk of message.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
}

/** Creates ids for a response in the form of S3. */
export function createRequestIds(): RequestIds {
  const bytes = randomBytes(32);
  return {
    id: bytes.toString('hex', 0, 8).toUpperCase(),
    hostId: bytes.toString('base64', 8),
  };
}

function parseResource(rawPath: string): { bucket: string; key: string } {
  const [bucket = '', ...key] = rawPath.slice(1).split('/');
  return { bucket: decodeUriComponent(bucket), key: checkKey(decodeUriComponent(key.join('/'))) };
}

/** @throws S3Error KeyTooLongError; InvalidArgument for a key with a NUL */
export function checkKey(key: string): string {
  const byteCount = Buffer.byteLength(key);
  if (byteCount > MAX_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', undefined, {
      Size: String(byteCount),
      MaxSizeAllowed: String(MAX_KEY_BYTES),
    });
  }
  if (key.includes('\0')) {
    throw new S3Error('InvalidArgument', 'Expected a key without NUL characters.');
  }
  return key;
}

function joinHeaders(rawHeaders: readonly string[]): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] as string).toLowerCase();
    const value = rawHeaders[i + 1] as string;
    const earlier = headers.get(name);
    headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return headers;
}
