import { S3Error } from './errors.ts';
import type { ObjectVersion } from './object-table.ts';

/** `If-Match` and `If-None-Match` of a request that writes. */
export interface WritePreconditions {
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

type Headers = ReadonlyMap<string, string>;
type Described = Pick<ObjectVersion, 'etag' | 'lastModifiedMs'>;

/** @throws S3Error NotImplemented for an `If-None-Match` other than `*`. */
export function parseWritePreconditions(headers: Headers): WritePreconditions {
  const ifNoneMatch = headers.get('if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', 'Expected * for If-None-Match of a write.');
  }
  return { ifMatch: headers.get('if-match'), ifNoneMatch };
}

/**
 * Compares with the latest version of the key. A delete marker counts as missing.
 * @throws S3Error PreconditionFailed, NoSuchKey
 */
export function checkWritePreconditions(
  { ifMatch, ifNoneMatch }: WritePreconditions,
  latest: ObjectVersion | undefined,
): void {
  const current = latest?.isDeleteMarker ? undefined : latest;
  if (ifNoneMatch !== undefined && current) throw failed('If-None-Match');
  if (ifMatch === undefined) return;
  if (!current) throw new S3Error('NoSuchKey');
  if (!listsEtag(ifMatch, current.etag)) throw failed('If-Match');
}

/** What a client expects of the object to delete. */
export interface DeletePreconditions {
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** Bytes. */
  readonly size: string | undefined;
}

/** @throws S3Error PreconditionFailed, NoSuchKey. */
export function checkDeletePreconditions(
  { etag, lastModified, size }: DeletePreconditions,
  object: ObjectVersion | undefined,
): void {
  checkWritePreconditions({ ifMatch: etag, ifNoneMatch: undefined }, object);
  if (lastModified === undefined && size === undefined) return;
  if (!object || object.isDeleteMarker) throw new S3Error('NoSuchKey');
  if (size !== undefined && Number(size) !== object.byteCount) {
    throw failed('x-amz-if-match-size');
  }
  const isSameTime =
    lastModified === undefined || parseDate(lastModified) === toSeconds(object.lastModifiedMs);
  if (!isSameTime) throw failed('x-amz-if-match-last-modified-time');
}

/**
 * RFC 9110 section 13.2.2, with a prefix of the headers for a copy's source.
 * @throws S3Error PreconditionFailed
 * @returns whether the object is to be sent, or is unchanged for the client
 */
export function checkReadPreconditions(
  headers: Headers,
  object: Described,
  prefix = '',
): 'proceed' | 'not-modified' {
  const header = (name: string) => headers.get(`${prefix}${name}`);
  const ifMatch = header('if-match');
  const unmodifiedSince = parseDate(header('if-unmodified-since'));
  if (ifMatch !== undefined) {
    if (!listsEtag(ifMatch, object.etag)) throw failed('If-Match');
  } else if (unmodifiedSince !== undefined && toSeconds(object.lastModifiedMs) > unmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
  const ifNoneMatch = header('if-none-match');
  if (ifNoneMatch !== undefined) {
    return listsEtag(ifNoneMatch, object.etag) ? 'not-modified' : 'proceed';
  }
  const modifiedSince = parseDate(header('if-modified-since'));
  return modifiedSince !== undefined && toSeconds(object.lastModifiedMs) <= modifiedSince
    ? 'not-modified'
    : 'proceed';
}

function failed(condition: string) {
  return new S3Error('PreconditionFailed', undefined, { Condition: condition });
}

function listsEtag(list: string, etag: string): boolean {
  const candidates = list.split(',').map((item) => item.trim().replace(/^W\//, ''));
  return candidates.some((item) => item === '*' || item.replaceAll('"', '') === etag);
}

/** In whole seconds, the resolution of HTTP dates; undefined when absent or not a date. */
function parseDate(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : toSeconds(time);
}

const toSeconds = (timeMs: number): number => Math.floor(timeMs / 1000);
