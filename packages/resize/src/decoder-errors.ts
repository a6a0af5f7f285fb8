import { tooSlow } from './deadline.ts';
import { ImageError } from './errors.ts';
import type { MediaType } from './media-type.ts';

export interface DecoderContext {
  readonly mediaType: MediaType;
  readonly timeoutMs: number;
}

/** Waits for a decoder; what it rejects with becomes a terminal error, its own words the cause. */
export async function refuseOnFailure<T>(decoding: Promise<T>, context: DecoderContext) {
  try {
    return await decoding;
  } catch (error) {
    throw toImageError(error, context);
  }
}

/** The decoders have no codes, only words: of libvips, libjpeg, libheif and the like. */
function toImageError(error: unknown, { mediaType, timeoutMs }: DecoderContext): ImageError {
  if (error instanceof ImageError) return error;
  const words = error instanceof Error ? error.message : String(error);
  if (/^timeout/i.test(words)) return tooSlow(timeoutMs, error);
  return /unsupported(?! image format)|not been built in/i.test(words)
    ? unsupportedFeature(mediaType, error)
    : corrupt(mediaType, error);
}

export const corrupt = (mediaType: MediaType, cause?: unknown): ImageError =>
  new ImageError('corrupt', {
    subject: 'picture',
    expected: `a complete and valid ${mediaType}`,
    received: 'data that is cut off or damaged',
    cause,
  });

const unsupportedFeature = (mediaType: MediaType, cause: unknown): ImageError =>
  new ImageError('unsupported-feature', {
    subject: 'picture',
    expected: `a common kind of ${mediaType}`,
    received: 'a variant that has no decoder here, such as 12 bits per sample',
    cause,
  });

const MAX_WARNING_CHARACTERS = 200;

/** The decoder's first line, without its library's name. */
export function describeWarning(error: ImageError): string {
  const words = error.cause instanceof Error ? error.cause.message : error.message;
  const [line = ''] = words.split('\n');
  return line.replace(/^[\w-]+: /, '').slice(0, MAX_WARNING_CHARACTERS);
}
