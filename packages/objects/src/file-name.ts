/** Leaves room for the prefix of a name in the 1,024 bytes of a key. */
const MAX_SAFE_NAME_BYTES = 200;

/**
 * Matches characters that are not kept: all except letters and digits of any script, emoji with
 * their joiners and modifiers, and the characters that S3 calls safe.
 */
const UNSAFE =
  /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200c\u200d!_.'()-]+/gu;

/** Matches a file extension. */
const EXTENSION = /\.[A-Za-z0-9]{1,8}$/;

/** Matches names that Windows reserves for devices, with any extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * Returns the part of a key that is derived from a file name. It has no folders, no control
 * characters, and nothing with a meaning in a form, a shell or HTML.
 * @example safeFileName('../../My <b>cat</b>.jpg') // 'b-.jpg', because a slash ends a folder
 * @example safeFileName('???.jpg') // 'picture.jpg'
 */
export function safeFileName(name: string): string {
  const base = baseName(name.normalize('NFC'), /[/\\]/);
  const extension = EXTENSION.exec(base)?.[0] ?? '';
  const stem = base
    .slice(0, base.length - extension.length)
    .replace(UNSAFE, '-')
    .replace(/^[.\u200c\u200d-]+/u, '')
    .replace(DEVICE_NAME, '$1_');
  const ended = extension === '' ? stem.replace(/[.-]+$/, '') : stem;
  return shortened(ended || 'picture', extension, MAX_SAFE_NAME_BYTES);
}

function baseName(name: string, separator: RegExp | string): string {
  return name.split(separator).at(-1) ?? '';
}

/** Shortens the stem by whole characters, so that the name keeps its extension. */
function shortened(stem: string, extension: string, maxByteCount: number): string {
  let room = maxByteCount - Buffer.byteLength(extension);
  let kept = '';
  for (const character of stem) {
    room -= Buffer.byteLength(character);
    if (room < 0) break;
    kept += character;
  }
  return kept + extension;
}

/** The user metadata with the name of the user's file. */
export const FILE_NAME_METADATA = 'file-name';

/** The longest file name of common file systems, in bytes of UTF-8. */
const MAX_FILE_NAME_BYTES = 255;

/**
 * Returns the user metadata for a file name. It is percent-encoded, because S3 stores ASCII only,
 * and shortened to fit into the 2 KB of all user metadata.
 * @example fileNameMetadata('été.jpg') // { 'file-name': '%C3%A9t%C3%A9.jpg' }
 */
export function fileNameMetadata(name: string | undefined): Readonly<Record<string, string>> {
  const base = baseName(name?.toWellFormed() ?? '', '/');
  if (base === '') return {};
  const extension = EXTENSION.exec(base)?.[0] ?? '';
  const stem = base.slice(0, base.length - extension.length);
  const kept = shortened(stem, extension, MAX_FILE_NAME_BYTES);
  return { [FILE_NAME_METADATA]: encodeURIComponent(kept) };
}

/** Reads the name that `fileNameMetadata` has written; null if there is none. */
export function fileNameOf(userMetadata: Readonly<Record<string, string>>): string | null {
  const text = userMetadata[FILE_NAME_METADATA];
  if (text === undefined || text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    // Another client has written the name, which need not be encoded.
    return text;
  }
}
