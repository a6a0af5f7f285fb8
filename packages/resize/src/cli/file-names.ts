import { isUtf8 } from 'node:buffer';
import { sep } from 'node:path';

/**
 * Converts a file name to text. File names on Linux are bytes; bytes that are not UTF-8 are written
 * as `\xE9`.
 * @example fileNameText(Buffer.from([0x63, 0xe9])) // 'c\\xE9'
 */
export function fileNameText(name: Buffer): string {
  return isUtf8(name) ? name.toString() : escapedText(name, '\\x');
}

/** Writes each byte that is not valid UTF-8 as `prefix` and two hexadecimal digits. */
export function escapedText(name: Buffer, prefix: string): string {
  let text = '';
  for (let at = 0; at < name.length;) {
    const length = characterLength(name, at);
    text +=
      length === 0
        ? prefix + name.toString('hex', at, at + 1).toUpperCase()
        : name.toString('utf8', at, at + length);
    at += length || 1;
  }
  return text;
}

/** Returns the length in bytes of the character at an offset; 0 if the bytes are not UTF-8. */
function characterLength(name: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= name.length; length++) {
    if (isUtf8(name.subarray(at, at + length))) return length;
  }
  return 0;
}

/** Joins a folder and an entry, both in any encoding, to a path. */
export function joined(folder: Buffer, name: Buffer): Buffer {
  const separator = Buffer.from(sep);
  return Buffer.concat(folder.at(-1) === separator[0] ? [folder, name] : [folder, separator, name]);
}

/** Returns the last part of a path; empty for the root. */
export function lastPart(path: Buffer): Buffer {
  return path.subarray(path.lastIndexOf(sep) + 1);
}

/** The longest file name of common file systems, in bytes. */
const MAX_NAME_BYTES = 255;

/**
 * Shortens a name to at most 255 bytes by removing whole characters from the end of its stem.
 * @example shortName('n'.repeat(300), '-640.webp') // 246 times n, and then '-640.webp'
 */
export function shortName(stem: string, ending: string): string {
  let room = MAX_NAME_BYTES - Buffer.byteLength(ending);
  let kept = '';
  for (const character of stem) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + ending;
}
