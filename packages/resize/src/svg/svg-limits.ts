import { ImageError } from '../errors.ts';

/** Limits on a drawing, checked before it is rendered. Time and memory are limited separately. */
export const SVG_LIMITS = {
  /** Length of the text in bytes, unzipped and with expanded entities. */
  maxBytes: 10_000_000,
  /** Number of drawn elements; an element that is used twice counts twice. */
  maxElements: 200_000,
  /** Number of attributes of one element. The parser looks through them for each new one. */
  maxAttributes: 2_000,
  /** Nesting depth of elements, including references. Rendering is recursive. */
  maxDepth: 200,
  /** Number of drawn filter primitives. Each one processes all pixels of its region. */
  maxFilterPrimitives: 250,
  /** Sum of width × height of all embedded images, as often as they are drawn. */
  maxImagePixels: 50_000_000,
} as const;

/** @param subject the limited property, such as `element count` */
export function beyondLimit(
  subject: string,
  most: number,
  received: number | string,
  cause?: unknown,
): ImageError {
  return new ImageError('too-complex', {
    subject: `SVG ${subject}`,
    expected: `at most ${most}`,
    received: String(received),
    cause,
  });
}
