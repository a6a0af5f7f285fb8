/**
 * The meaning of a decoder's message: an unsupported variant, too little memory, or a fault that
 * affects no pixel.
 */
export type DecoderMessage =
  | { readonly words: RegExp; readonly means: 'unsupported'; readonly variant: string }
  | { readonly words: RegExp; readonly means: 'too-complex' }
  | { readonly words: RegExp; readonly means: 'harmless' };

/**
 * Messages of the decoders (libvips, libjpeg, libpng, libtiff, libwebp, nsgif, libheif), which have
 * no error codes. A message that is not listed means missing or damaged data. Most unsupported
 * variants are detected from the file's header before a decoder runs.
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
  {
    words: /Maximum number of child boxes/,
    means: 'unsupported',
    variant: 'HEIC with more than 100 properties',
  },
  { words: /^resvg ended/, means: 'too-complex' },
  { words: /Inconsistent progression sequence/, means: 'harmless' },
];
