/** Tags by name, as ExifReader returns them. */
export type Tags = Readonly<Record<string, { readonly value: unknown } | undefined>>;

/** ExifReader returns this text for a value whose offset lies outside the block. */
const FAULTY_VALUE = '<faulty value>';

/** Reads a text, which is a list of one item in EXIF and a plain value in XMP. */
export function textIn(tags: Tags, name: string): string | undefined {
  const [value] = [tags[name]?.value].flat();
  return typeof value === 'string' && value !== FAULTY_VALUE ? value : undefined;
}
