/** Leaves room for what stands before a name in the 1,024 bytes of a key. */
const MAX_SAFE_NAME_BYTES = 200;

/**
 * What a name may keep: letters and digits of any script, emoji with what joins and colours them,
 * and what S3 calls safe.
 */
const UNSAFE =
  /[^\p{L}\p{M}\p{N}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\u200c\u200d!_.'()-]+/gu;

/** A name's ending, as it tells programs a type. */
const EXTENSION = /\.[A-Za-z0-9]{1,8}$/;

/** Windows takes these names for devices, whatever their extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/i;

/**
 * The part of a key that a file's name makes: no folders, no control characters, nothing that a
 * form, a shell or a page would take for more than text.
 *
 * @example safeFileName('../../My <b>cat</b>.jpg') // 'b-.jpg', since a slash ends a folder
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

/** Cuts the end of the stem, by whole characters, so that the name keeps its ending. */
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

/** The user metadata of an object that holds the name of the user's own file. */
export const FILE_NAME_METADATA = 'file-name';

/** The longest name of the usual file systems, in bytes of UTF-8. */
const MAX_FILE_NAME_BYTES = 255;

/**
 * A file's own name as the user metadata of an object: percent-encoded, since S3 keeps ASCII only,
 * and short enough for the 2 KB of all user metadata.
 *
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

/** The name that `fileNameMetadata` has written; null where there is none. */
export function fileNameOf(userMetadata: Readonly<Record<string, string>>): string | null {
  const text = userMetadata[FILE_NAME_METADATA];
  if (text === undefined || text === '') return null;
  try {
    return decodeURIComponent(text);
  } catch {
    // Another client's words, which need not be encoded.
    return text;
  }
}
