import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import type { ImageRecord } from './image-record.ts';

type Answer = 'summary' | 'detail';

type ExposedName<A extends Answer> = {
  [Name in ImageColumnName]: ImageColumns[Name]['api'] extends A ? Name : never;
}[ImageColumnName];

/**
 * Returns the values that an API response contains unchanged: those of a summary, and for a detail
 * more.
 */
export function exposedFields<const A extends Answer>(
  image: ImageRecord,
  answer: A,
): Pick<ImageRecord, ExposedName<A>> {
  const exposed = IMAGE_COLUMN_LIST.filter(([, { api }]) => api === answer);
  return Object.fromEntries(exposed.map(([name]) => [name, image[name]])) as Pick<
    ImageRecord,
    ExposedName<A>
  >;
}
