/**
 * The codes for rejecting an image. All are terminal: the same bytes are always rejected. The
 * README explains each code, and a test compares both lists.
 */
export const IMAGE_ERROR_CODES = [
  'empty',
  'unsupported-type',
  'unsupported-feature',
  'too-large',
  'too-many-pixels',
  'too-many-frames',
  'too-many-channels',
  'too-complex',
  'corrupt',
  'no-visible-pixels',
  'too-slow',
] as const;

export type ImageErrorCode = (typeof IMAGE_ERROR_CODES)[number];

interface Expectation {
  /** The checked property, such as `byte count`. */
  readonly subject: string;
  readonly expected: string;
  readonly received: string;
  readonly cause?: unknown;
}

function sentence({ expected, subject, received }: Expectation): string {
  return `Expected ${expected} for ${subject} but received ${received}`;
}

const withCause = ({ cause }: Expectation): ErrorOptions => (cause === undefined ? {} : { cause });

/**
 * The image is rejected. `code` is stable. The message contains no path and no text of a decoder;
 * these are in `cause`.
 */
export class ImageError extends Error {
  override readonly name = 'ImageError';
  readonly code: ImageErrorCode;
  readonly subject: string;
  readonly expected: string;
  readonly received: string;

  constructor(code: ImageErrorCode, expectation: Expectation) {
    super(sentence(expectation), withCause(expectation));
    this.code = code;
    this.subject = expectation.subject;
    this.expected = expectation.expected;
    this.received = expectation.received;
  }
}

/**
 * Creates the error for a variant of an allowed type that no decoder supports.
 * @param variant the variant, such as `TIFF with ZSTD compression`
 */
export function unsupportedFeature(
  mediaType: string,
  variant: string,
  cause?: unknown,
): ImageError {
  return new ImageError('unsupported-feature', {
    subject: 'image',
    expected: `a supported kind of ${mediaType}`,
    received: variant,
    cause,
  });
}

/** @param received describes the fault in the data */
export function corrupt(
  mediaType: string,
  cause?: unknown,
  received = 'data that is cut off or damaged',
): ImageError {
  return new ImageError('corrupt', {
    subject: 'image',
    expected: `a complete and valid ${mediaType}`,
    received,
    cause,
  });
}

/** Creates the error for an image whose decoder exceeds its memory limit. */
export function tooComplex(mediaType: string, cause: unknown): ImageError {
  return new ImageError('too-complex', {
    subject: 'image',
    expected: `a ${mediaType} that its decoder has the memory for`,
    received: 'one that takes more',
    cause,
  });
}

/** The caller passed an invalid option: a programming error, not a fault of the image. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  readonly code = 'invalid-option';
  readonly subject: string;
  readonly expected: string;
  readonly received: string;

  constructor(expectation: Expectation) {
    super(sentence(expectation), withCause(expectation));
    this.subject = expectation.subject;
    this.expected = expectation.expected;
    this.received = expectation.received;
  }
}
