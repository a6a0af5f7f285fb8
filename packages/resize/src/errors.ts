/**
 * Every reason for which a picture is refused. Each is terminal: the same bytes are refused again.
 * The README holds what each means; a test holds the two together.
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
  /** What was looked at, e.g. `byte count`. */
  readonly subject: string;
  readonly expected: string;
  readonly received: string;
  readonly cause?: unknown;
}

const sentence = ({ expected, subject, received }: Expectation): string =>
  `Expected ${expected} for ${subject} but received ${received}`;

const withCause = ({ cause }: Expectation): ErrorOptions => (cause === undefined ? {} : { cause });

/**
 * The picture is refused, for good. `code` is stable; the message never holds a path or a
 * decoder's own words, which stay in `cause`.
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
 * An allowed type, of a kind that has no decoder here.
 * @param variant what it is, e.g. `TIFF with ZSTD compression`
 */
export const unsupportedFeature = (
  mediaType: string,
  variant: string,
  cause?: unknown,
): ImageError =>
  new ImageError('unsupported-feature', {
    subject: 'image',
    expected: `a supported kind of ${mediaType}`,
    received: variant,
    cause,
  });

/** @param received what is wrong with the data */
export const corrupt = (
  mediaType: string,
  cause?: unknown,
  received = 'data that is cut off or damaged',
): ImageError =>
  new ImageError('corrupt', {
    subject: 'picture',
    expected: `a complete and valid ${mediaType}`,
    received,
    cause,
  });

/** Decoding takes more memory than a decoder may have. */
export const tooComplex = (mediaType: string, cause: unknown): ImageError =>
  new ImageError('too-complex', {
    subject: 'image',
    expected: `a ${mediaType} that its decoder has the memory for`,
    received: 'one that takes more',
    cause,
  });

/** The caller asked for something that cannot be: a fault of the program, not of the picture. */
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
