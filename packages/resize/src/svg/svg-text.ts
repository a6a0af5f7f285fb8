import { gunzipSync, constants as zlib } from 'node:zlib';
import { corrupt, unsupportedFeature } from '../errors.ts';
import { skipProlog } from './skip-prolog.ts';
import { beyondLimit, SVG_LIMITS } from './svg-limits.ts';

const MEDIA_TYPE = 'image/svg+xml';
/** The root element of an SVG begins within these bytes: comments and document types are short. */
const SEARCH_BYTES = 65_536;
const ROOT = /^<(?:[\w.-]+:)?svg[\s/>]/;

/** Detects an SVG, optionally compressed by gzip, by its root element. */
export function isSvg(bytes: Uint8Array): boolean {
  const head = isGzip(bytes) ? unzipHead(bytes) : bytes.subarray(0, SEARCH_BYTES);
  if (!head || !beginsAsText(head)) return false;
  const text = new TextDecoder(encodingByBytes(head) ?? 'utf-8').decode(head);
  const prolog = skipProlog(text);
  return prolog !== undefined && ROOT.test(text.slice(prolog.rootAt, prolog.rootAt + 64));
}

/**
 * Returns the text of an SVG file, unzipped and decoded by its byte order mark or XML declaration.
 * @throws ImageError `corrupt`, `too-complex`, or `unsupported-feature` for an unknown encoding
 */
export function readSvgText(bytes: Uint8Array): string {
  const plain = isGzip(bytes) ? unzip(bytes) : bytes;
  if (plain.length > SVG_LIMITS.maxBytes) {
    throw beyondLimit('byte count', SVG_LIMITS.maxBytes, plain.length);
  }
  const encoding = encodingByBytes(plain) ?? encodingByDeclaration(plain) ?? 'utf-8';
  return decodeText(plain, encoding);
}

const isGzip = ([first, second]: Uint8Array): boolean => first === 0x1f && second === 0x8b;

function unzip(bytes: Uint8Array): Uint8Array {
  try {
    return gunzipSync(bytes, { maxOutputLength: SVG_LIMITS.maxBytes });
  } catch (error) {
    const isLong = (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    if (isLong) throw beyondLimit('byte count', SVG_LIMITS.maxBytes, 'more', error);
    throw corrupt(MEDIA_TYPE, error);
  }
}

/** Unzips only the first bytes, which end within the stream. */
function unzipHead(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return gunzipSync(bytes.subarray(0, SEARCH_BYTES / 16), {
      finishFlush: zlib.Z_SYNC_FLUSH,
      // Deflate expands one byte to at most 1,032.
      maxOutputLength: (SEARCH_BYTES / 16) * 1_100,
    });
  } catch {
    return undefined;
  }
}

/** Returns true for `<` in UTF-8 or UTF-16, optionally after spaces or a byte order mark. */
function beginsAsText(head: Uint8Array): boolean {
  return /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\0]*</.test(
    Buffer.from(head.subarray(0, 1_024)).toString('latin1'),
  );
}

/** Detects the encoding by the first bytes (XML 1.0, appendix F). */
function encodingByBytes([first, second]: Uint8Array): string | undefined {
  const start = ((first ?? 0) << 8) | (second ?? 0);
  if (start === 0xfffe || start === 0x3c00) return 'utf-16le';
  return start === 0xfeff || start === 0x003c ? 'utf-16be' : undefined;
}

function encodingByDeclaration(bytes: Uint8Array): string | undefined {
  return /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']/.exec(
    Buffer.from(bytes.subarray(0, 256)).toString('latin1'),
  )?.[1];
}

function decodeText(bytes: Uint8Array, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) {
      throw unsupportedFeature(MEDIA_TYPE, `SVG in the encoding ${encoding}`, error);
    }
    throw corrupt(MEDIA_TYPE, error, `bytes that are no text in ${encoding}`);
  }
}
