import { parse } from 'node:path';
import type { ImageSummary } from '@miniatura/api-contract';

/** Characters that file systems do not accept, or that a shell or a terminal would interpret. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}/\\<>:"|?*]/gu;
/** Common file systems accept 255 bytes; the rest is for a number and the draft's ending. */
const MAX_BYTES = 200;
/** A longer ending is not that of a file format. */
const MAX_ENDING_BYTES = 20;

/**
 * Returns a name for the file of an image. The uploader's name is untrusted: it may contain paths.
 * @param format the format of a rendition, whose ending replaces that of the original
 */
export function fileNameOf(
  { name, imageId }: Pick<ImageSummary, 'name' | 'imageId'>,
  format: string | null,
): string {
  const safe = name.toWellFormed().replace(UNSAFE, '_').replace(/^\.+/, '_');
  const { name: stem, ext } = parse(safe);
  const ending = format === null ? ext : `.${format === 'jpeg' ? 'jpg' : format}`;
  const room = MAX_BYTES - MAX_ENDING_BYTES;
  return `${shortened(stem, room) || imageId}${shortened(ending, MAX_ENDING_BYTES)}`;
}

function shortened(text: string, maxBytes: number): string {
  let short = text;
  while (Buffer.byteLength(short) > maxBytes) short = [...short].slice(0, -1).join('');
  return short;
}

/** @example numbered('cat.jpg', 2) // 'cat (2).jpg' */
export function numbered(path: string, number: number): string {
  if (number === 1) return path;
  const { dir, name, ext } = parse(path);
  return `${dir === '' ? '' : `${dir}/`}${name} (${number})${ext}`;
}
