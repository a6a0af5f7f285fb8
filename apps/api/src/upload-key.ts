import { safeFileName } from '@miniatura/objects/file-name';
import { ulid } from 'ulid';

/**
 * Returns a unique key for an upload. Files with the same name do not collide, and keys sort by
 * day.
 * @param random returns numbers from 0 to 1, by default unpredictable ones
 * @example uploadKey('cat.jpg', new Date()) // '2026/11/21/01KAH3…/cat.jpg'
 */
export function uploadKey(name: string, now: Date, random?: () => number): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${ulid(now.getTime(), random)}/${safeFileName(name)}`;
}

/** Returns the file name at the end of a key. */
export function nameOf(key: string): string {
  return key.split('/').at(-1) || key;
}
