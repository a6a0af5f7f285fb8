import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import type { ImageRecord } from './image-record.ts';

/** The columns whose values depend only on the bytes of an image. */
export type FactOfBytes = {
  [Name in ImageColumnName]: ImageColumns[Name]['belongsTo'] extends 'object' | 'content'
    ? Name
    : never;
}[ImageColumnName];

/** Returns the values that are equal for all images with the same bytes. */
export function factsOfBytes(image: ImageRecord): Pick<ImageRecord, FactOfBytes> {
  const facts = IMAGE_COLUMN_LIST.filter(
    ([, { belongsTo }]) => belongsTo === 'object' || belongsTo === 'content',
  );
  return Object.fromEntries(facts.map(([name]) => [name, image[name]])) as Pick<
    ImageRecord,
    FactOfBytes
  >;
}
