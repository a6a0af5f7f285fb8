import { IMAGE_COLUMN_LIST, type ImageColumnName, type ImageColumns } from './image-columns.ts';
import type { ImageRecord } from './image-record.ts';

type Answer = 'summary' | 'detail';

type ExposedName<A extends Answer> = {
  [Name in ImageColumnName]: ImageColumns[Name]['api'] extends A ? Name : never;
}[ImageColumnName];

/** The values that an answer of the API has as they are: to those of a summary, a detail adds its own. */
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
