import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { sep } from 'node:path';
import { escapedText, lastPart } from '@miniatura/resize/file-names';
import { BULK_PREFIX } from '@miniatura/thumbnailer/lanes';

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;
const HASH_CHARACTERS = 8;

/**
 * Returns the key of a file at or below a folder.
 *
 * @example importKey('/home/ann/images', '/home/ann/images/a/cat.jpg') // 'import/pictures-0f3a91c2/a/cat.jpg'
 */
export function importKey(folder: Buffer, file: Buffer): string {
  const start = folder.at(-1) === sep.charCodeAt(0) ? folder.length : folder.length + 1;
  const rest = file.subarray(start);
  const place = `${BULK_PREFIX}${keyText(lastPart(folder)) || 'root'}-${hashOf(folder)}`;
  const parts = keyText(rest).split(sep).join('/');
  // A hash of all bytes keeps keys with escaped or replaced bytes unique.
  const isExact = isUtf8(rest) && parts === rest.toString().split(sep).join('/');
  const key = `${place}/${isExact ? parts : withHash(parts, hashOf(rest))}`;
  return Buffer.byteLength(key) <= MAX_KEY_BYTES ? key : shortKey(place, rest);
}

/** Converts a name to text that S3 accepts: invalid UTF-8 and control characters are escaped. */
function keyText(name: Buffer): string {
  return escapedText(name, '%').replace(
    /\p{Cc}/gu,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** @example withHash('a/cat.jpg', '0f3a91c2') // 'a/cat-0f3a91c2.jpg' */
function withHash(path: string, hash: string): string {
  const dot = path.lastIndexOf('.');
  const isExtension = dot > path.lastIndexOf('/') + 1;
  return isExtension ? `${path.slice(0, dot)}-${hash}${path.slice(dot)}` : `${path}-${hash}`;
}

/** For paths that are too long for a key: a hash replaces the folders. */
function shortKey(place: string, rest: Buffer): string {
  const hashed = `${hashOf(rest)}/${keyText(lastPart(rest))}`;
  const key = `${place}/${hashed}`;
  return Buffer.byteLength(key) <= MAX_KEY_BYTES
    ? key
    : `import/${hashOf(Buffer.from(place))}-${hashOf(rest)}`;
}

function hashOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, HASH_CHARACTERS);
}
