import { ImageError } from '../errors.ts';

/** What a drawing may cost before it is drawn. Time and memory are limited besides. */
export const SVG_LIMITS = {
  /** Of the text, unzipped and with its entities expanded. */
  maxBytes: 10_000_000,
  /** Elements as they are drawn: what is used twice counts twice. */
  maxElements: 200_000,
  /** Levels of elements, through references too. Drawing recurses. */
  maxDepth: 200,
  /** Filter primitives as they are drawn: each one goes over all pixels of its region. */
  maxFilterPrimitives: 250,
  /** Width × height of all embedded images, as often as they are drawn. */
  maxImagePixels: 50_000_000,
} as const;

/** @param subject what is limited, e.g. `element count` */
export const beyondLimit = (
  subject: string,
  most: number,
  received: number | string,
  cause?: unknown,
): ImageError =>
  new ImageError('too-complex', {
    subject: `SVG ${subject}`,
    expected: `at most ${most}`,
    received: String(received),
    cause,
  });
