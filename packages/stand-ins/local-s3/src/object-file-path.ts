import { posix } from 'node:path';

/**
 * The maximum length of a file's or folder's name before the suffix in bytes; file systems allow
 * 255.
 */
const MAX_COMPONENT_BYTES = 200;
/** The maximum length of all folder names in bytes, so that the path stays below macOS's 1,024. */
const MAX_FOLDER_BYTES = 500;
/** A longer extension is treated as part of the name. */
const MAX_EXTENSION_BYTES = 16;

/**
 * The path, below the store's folder, of the file that holds an object's bytes. It reads like the
 * key and is no encoding of it: only `uniqueId` distinguishes files, so any name may be shortened.
 *
 * `objectFilePath('thumbnails', '2026/cat.jpg/small.webp', 'm1x')` is
 * `buckets/thumbnails/2026/cat.jpg/small~m1x.webp`.
 */
export function objectFilePath(bucket: string, key: string, uniqueId: string): string {
  const components = key.split('/');
  const last = components.pop() as string;
  return ['buckets', bucket, ...folderNames(components), fileName(last, uniqueId)].join('/');
}

function folderNames(components: readonly string[]): readonly string[] {
  const names: string[] = [];
  let byteCount = 0;
  for (const component of components) {
    const name = safeComponent(component);
    byteCount += Buffer.byteLength(name) + 1;
    if (byteCount > MAX_FOLDER_BYTES) break;
    names.push(name);
  }
  return names;
}

function fileName(component: string, uniqueId: string): string {
  const safe = encodeUnsafe(component);
  const found = posix.extname(safe);
  const extension = Buffer.byteLength(found) > MAX_EXTENSION_BYTES ? '' : found;
  const stem = safe.slice(0, safe.length - extension.length);
  return `${truncate(stem, MAX_COMPONENT_BYTES)}~${uniqueId}${extension}`;
}

function safeComponent(component: string): string {
  if (component === '') return '%2F';
  const safe = /^\.+$/.test(component) ? component.replaceAll('.', '%2E') : encodeUnsafe(component);
  return truncate(safe, MAX_COMPONENT_BYTES);
}

/**
 * Escapes control characters and those that other systems forbid in names, and `%` and `~`, so that
 * escapes and suffixes are unambiguous.
 */
function encodeUnsafe(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f%~<>:"|?*\\]/g, (c) => {
    const hex = c.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0');
    return `%${hex}`;
  });
}

function truncate(text: string, maxByteCount: number): string {
  let kept = '';
  let byteCount = 0;
  for (const character of text) {
    byteCount += Buffer.byteLength(character);
    if (byteCount > maxByteCount) break;
    kept += character;
  }
  return kept;
}
