import { compareKeys, endOfPrefix } from './key-order.ts';
import type { KeyBound } from './object-table.ts';

/** The parameters of a listing. */
export interface ListQuery {
  readonly prefix: string;
  /**
   * Empty for none. Keys with the same text up to the delimiter, after the prefix, become one
   * entry.
   */
  readonly delimiter: string;
  readonly maxEntries: number;
}

/** One page of a listing. */
export interface ListPage<T> {
  readonly entries: readonly T[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix of the page, if there are more. */
  readonly next: { readonly last: T | string } | undefined;
}

/** Reads entries in order of key, from a bound to the key `end`, exclusively. */
export type ReadEntries<T> = (start: KeyBound, end: string | undefined) => Iterable<T>;

/** Returns where the page after `marker` (a key or a common prefix) starts. */
export function boundAfter(marker: string, { prefix, delimiter }: ListQuery): KeyBound {
  if (compareKeys(marker, prefix) < 0) return { from: prefix };
  const isCommonPrefix = commonPrefixOf(marker, prefix, delimiter) === marker;
  const end = isCommonPrefix ? endOfPrefix(marker) : undefined;
  return end === undefined ? { after: marker } : { from: end };
}

/**
 * Returns one page.
 * @param resumed entries before those of `start`: older versions of the marker's key
 */
export function listPage<T extends { readonly key: string }>(
  query: ListQuery,
  read: ReadEntries<T>,
  start: KeyBound,
  resumed: Iterable<T> = [],
): ListPage<T> {
  const found: (T | string)[] = [];
  if (query.maxEntries > 0) {
    for (const item of walk(query, read, start, resumed)) {
      found.push(item);
      if (found.length > query.maxEntries) break;
    }
  }
  const isTruncated = found.length > query.maxEntries;
  if (isTruncated) found.pop();
  const last = found.at(-1);
  return {
    entries: found.filter((item) => typeof item !== 'string'),
    commonPrefixes: found.filter((item) => typeof item === 'string'),
    next: isTruncated && last !== undefined ? { last } : undefined,
  };
}

/**
 * Yields entries, and common prefixes as text, in order. A common prefix needs one seek, however
 * many keys it has, because reading continues with the first key after it.
 */
function* walk<T extends { readonly key: string }>(
  { prefix, delimiter }: ListQuery,
  read: ReadEntries<T>,
  start: KeyBound,
  resumed: Iterable<T>,
): Generator<T | string> {
  yield* resumed;
  const end = endOfPrefix(prefix);
  for (let bound: KeyBound | undefined = start; bound;) {
    let common: string | undefined;
    for (const entry of read(bound, end)) {
      common = commonPrefixOf(entry.key, prefix, delimiter);
      if (common !== undefined) break;
      yield entry;
    }
    if (common !== undefined) yield common;
    const behind = common === undefined ? undefined : endOfPrefix(common);
    bound = behind === undefined ? undefined : { from: behind };
  }
}

/**
 * Returns `key` up to and including the first delimiter after the prefix; undefined without one.
 */
function commonPrefixOf(key: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !key.startsWith(prefix)) return undefined;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? undefined : key.slice(0, at + delimiter.length);
}
