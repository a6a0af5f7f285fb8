/** What a decoder's words mean: a variant without a decoder, or a fault that costs no pixel. */
export type DecoderMessage =
  | { readonly words: RegExp; readonly means: 'unsupported'; readonly variant: string }
  | { readonly words: RegExp; readonly means: 'harmless' };

/**
 * The decoders (libvips, libjpeg, libpng, libtiff, libwebp, nsgif, libheif) have no codes, only
 * words. What is not listed here means that data is missing or damaged. Most variants without a
 * decoder are told from the file's own header, before a decoder runs.
 */
export const DECODER_MESSAGES: readonly DecoderMessage[] = [
  {
    words: /Unsupported (JPEG process|marker type)/,
    means: 'unsupported',
    variant: 'JPEG with an unknown process',
  },
  {
    words: /Unsupported color conversion request/,
    means: 'unsupported',
    variant: 'JPEG with an unusual number of components',
  },
  { words: /Inconsistent progression sequence/, means: 'harmless' },
];
