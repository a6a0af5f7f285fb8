/**
 * The meaning of a decoder's message: an unsupported variant, too little memory, or a fault that
 * affects no pixel.
 */
export type DecoderMessage =
  | { readonly words: RegExp; readonly means: 'unsupported'; readonly variant: string }
  | { readonly words: RegExp; readonly means: 'too-complex' }
  | { readonly words: RegExp; readonly means: 'harmless' };

/**
 * libtiff's warnings about a directory, with what it does instead. Decoding fails afterwards if pixels
 * are missing.
 */
const DIRECTORY_WARNING = new RegExp(
  [
    '(?:incorrect|wrong) count for|entry count is|tag (?:ignored|trimmed)|tags are not sorted',
    'wrong data type|Invalid data type for tag|Unknown field with tag|Incorrect value for',
    'null byte|Sum of Photometric type-related|calculating from imagelength',
    'IFD looping|Old-style LZW codes',
  ].join('|'),
  'i',
);

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
  {
    words: /Fractional sampling not implemented/,
    means: 'unsupported',
    variant: 'JPEG whose colours are subsampled by a fraction',
  },
  { words: /^resvg ended/, means: 'too-complex' },
  { words: /Inconsistent progression sequence/, means: 'harmless' },
  { words: DIRECTORY_WARNING, means: 'harmless' },
];
