import { tooSlow } from './deadline.ts';
import { DECODER_MESSAGES } from './decoder-messages.ts';
import { corrupt, ImageError, tooComplex, unsupportedFeature } from './errors.ts';
import type { MediaType } from './media-type.ts';

export interface DecoderContext {
  readonly mediaType: MediaType;
  readonly timeoutMs: number;
}

/**
 * Waits for a decoder and converts its errors to terminal errors, with the original error as the
 * cause. A programming error says nothing about the image and is rethrown unchanged.
 */
export async function rejectOnFailure<T>(decoding: Promise<T>, context: DecoderContext) {
  try {
    return await decoding;
  } catch (error) {
    if (isMistake(error)) throw error;
    throw toImageError(error, context);
  }
}

/**
 * Detects programming errors. Decoders throw plain `Error`s, and JavaScript decoders throw
 * RangeErrors for truncated data.
 */
function isMistake(error: unknown): boolean {
  return error instanceof TypeError || error instanceof ReferenceError;
}

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

/** Detects that a thread has reached its memory limit. */
function isOutOfMemory(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

/** Lines that say only where, or that, a decoder stopped because of a warning. */
const FOLLOWING_LINE = /^(?:Warning treated as error|error in (?:tile|strip))/;

/** Returns true if the decoder only warns about faults that affect no pixel. */
export function isHarmless(error: ImageError): boolean {
  const lines = wordsOf(error.cause)
    .split('\n')
    .filter((line) => line.trim() !== '' && !FOLLOWING_LINE.test(line));
  const isKnown = (line: string): boolean =>
    DECODER_MESSAGES.some(({ words, means }) => means === 'harmless' && words.test(line));
  return lines.length > 0 && lines.every(isKnown);
}

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const MAX_WARNING_CHARACTERS = 200;

/** Returns the first line of the decoder's message without the name of its library. */
export function describeWarning(error: ImageError): string {
  const words = error.cause instanceof Error ? error.cause.message : error.message;
  const [line = ''] = words.split('\n').filter((one) => !FOLLOWING_LINE.test(one));
  return line.replace(/^[\w-]+: /, '').slice(0, MAX_WARNING_CHARACTERS);
}
