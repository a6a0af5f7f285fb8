/** What a decoder's words mean: no decoder, too little memory for it, or a fault that costs no pixel. */
export type DecoderMessage =
  | { readonly words: RegExp; readonly means: 'unsupported'; readonly variant: string }
  | { readonly words: RegExp; readonly means: 'too-complex' }
  | { readonly words: RegExp; readonly means: 'harmless' };

/**
 * The decoders (libvips, libjpeg, libpng, libtiff, libwebp, nsgif, libheif) have no codes, only
 * words. What is not listed here means that data is missing or damaged. Most variants without a
 * decoder are told from the file's own header, before a decoder runs.
 */
export const DECODER_MESSAGES: readonly DecoderMessage[] = [
  {
    words: /Unsupported (feature|codec)/,
    means: 'unsupported',
    variant: 'HEIF of a coding without a decoder, such as uncompressed pixels',
  },
  {
    words: /Security limit exceeded: iloc box/,
    means: 'unsupported',
    variant: 'HEIC with more than 1,000 items',
  },
  { words: /^resvg ended/, means: 'too-complex' },
  { words: /Inconsistent progression sequence/, means: 'harmless' },
];
