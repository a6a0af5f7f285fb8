import { ulid } from 'ulid';

/** Leaves room for date and ULID in the 1,024 bytes of a key, and for whoever saves it as a file. */
const MAX_NAME_BYTES = 200;

/** What a name may keep: letters and digits of any script, and what S3 calls safe. */
const UNSAFE = /[^\p{L}\p{M}\p{N}!_.'()-]+/gu;

/**
 * The part of a key that a file's name makes: no folders, no control characters, nothing that a
 * form, a shell or a page would take for more than text.
 *
 * @example safeFileName('../../My <b>cat</b>.jpg') // 'b-.jpg', since a slash ends a folder
 */
export function safeFileName(name: string): string {
  const base = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const safe = base.replace(UNSAFE, '-').replace(/^[.-]+|[.-]+$/g, '');
  return shortened(safe) || 'picture';
}

/** Cuts the middle, so that the name keeps its ending. */
function shortened(name: string): string {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = /\.[A-Za-z0-9]{1,8}$/.exec(name)?.[0] ?? '';
  let stem = name.slice(0, name.length - extension.length);
  while (Buffer.byteLength(stem) > MAX_NAME_BYTES - extension.length) {
    stem = Array.from(stem).slice(0, -1).join('');
  }
  return stem + extension;
}

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
