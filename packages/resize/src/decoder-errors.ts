import { tooSlow } from './deadline.ts';
import { DECODER_MESSAGES } from './decoder-messages.ts';
import { corrupt, ImageError, tooComplex, unsupportedFeature } from './errors.ts';
import type { MediaType } from './media-type.ts';

export interface DecoderContext {
  readonly mediaType: MediaType;
  readonly timeoutMs: number;
}

/**
 * Waits for a decoder; what it rejects with becomes a terminal error, its own words the cause. A
 * mistake in a program says nothing about the picture, and is passed on as it is.
 */
export async function refuseOnFailure<T>(decoding: Promise<T>, context: DecoderContext) {
  try {
    return await decoding;
  } catch (error) {
    if (isMistake(error)) throw error;
    throw toImageError(error, context);
  }
}

/** Decoders reject with plain errors, and JavaScript reading beyond its bytes with a RangeError. */
const isMistake = (error: unknown): boolean =>
  error instanceof TypeError || error instanceof ReferenceError;

function toImageError(error: unknown, { mediaType, timeoutMs }: DecoderContext): ImageError {
  if (error instanceof ImageError) return error;
  const words = wordsOf(error);
  if (/^timeout/i.test(words)) return tooSlow(timeoutMs, error);
  const message = DECODER_MESSAGES.find((known) => known.words.test(words));
  const isTooComplex = message?.means === 'too-complex' || isOutOfMemory(error);
  if (isTooComplex) return tooComplex(mediaType, error);
  return message?.means === 'unsupported'
    ? unsupportedFeature(mediaType, message.variant, error)
    : corrupt(mediaType, error);
}

/** Of a thread that has a limit. */
const isOutOfMemory = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Whether the decoder only warns, and of nothing that costs a pixel. */
export const isHarmless = (error: ImageError): boolean =>
  DECODER_MESSAGES.some(
    ({ words, means }) => means === 'harmless' && words.test(wordsOf(error.cause)),
  );

export const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

const MAX_WARNING_CHARACTERS = 200;

/** The decoder's first line, without its library's name. */
export function describeWarning(error: ImageError): string {
  const words = error.cause instanceof Error ? error.cause.message : error.message;
  const [line = ''] = words.split('\n');
  return line.replace(/^[\w-]+: /, '').slice(0, MAX_WARNING_CHARACTERS);
}
