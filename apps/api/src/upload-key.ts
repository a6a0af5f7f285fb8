import { safeFileName } from '@miniatura/objects/file-name';
import { ulid } from 'ulid';

/**
 * A key of its own for an upload: files of one name never collide, and keys sort by day.
 *
 * @example uploadKey('cat.jpg', new Date()) // '2026/11/21/01KAH3…/cat.jpg'
 */
export function uploadKey(name: string, now: Date): string {
  const day = now.toISOString().slice(0, 10).replaceAll('-', '/');
  return `${day}/${ulid(now.getTime())}/${safeFileName(name)}`;
}

/** The name that a key ends with. */
export function nameOf(key: string): string {
  return key.split('/').at(-1) || key;
}
