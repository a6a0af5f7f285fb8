import { type ExpressionBuilder, sql } from 'kysely';
import * as z from 'zod';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { imageFields } from './image-fields.ts';

/** Filters by the facts of an image. Times are those of the camera's clock. */
export const factFilterFields = lazily(() => ({
  /**
   * Words that must be in the file name, the description or a label; case is ignored. No index
   * supports this filter: every image that passes the other filters is read.
   */
  text: z.string().optional(),
  cameraMake: z.string().optional(),
  cameraModel: z.string().optional(),
  /** Start of the range. */
  capturedFrom: imageFields.capturedAt.optional(),
  /** End of the range, not included. */
  capturedBefore: imageFields.capturedAt.optional(),
}));
export type FactFilters = z.output<z.ZodObject<ReturnType<typeof factFilterFields>>>;
type Eb = ExpressionBuilder<MetadataTables, 'image'>;

export function hasFactFilter(filters: FactFilters): boolean {
  const { text, cameraMake, cameraModel, capturedFrom, capturedBefore } = filters;
  return [text, cameraMake, cameraModel, capturedFrom, capturedBefore].some(
    (each) => each !== undefined,
  );
}

/** Returns the condition on `image`, for a query on that table. */
export function factCondition(filters: FactFilters) {
  const { text, cameraMake, cameraModel, capturedFrom, capturedBefore } = filters;
  return (eb: Eb) => {
    const conditions = [
      wordsOf(text).map((word) => wordCondition(eb, word)),
      cameraMake === undefined ? [] : [eb('image.cameraMake', '=', cameraMake)],
      cameraModel === undefined ? [] : [eb('image.cameraModel', '=', cameraModel)],
      capturedFrom === undefined ? [] : [eb('image.capturedAt', '>=', toSqlTime(capturedFrom))],
      capturedBefore === undefined ? [] : [eb('image.capturedAt', '<', toSqlTime(capturedBefore))],
    ];
    return eb.and(conditions.flat());
  };
}

function wordsOf(text = ''): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== '');
}

/** A file without a name of its own has one in its key. */
function wordCondition(eb: Eb, word: string) {
  return eb.or([
    contains(sql`coalesce(image.file_name, image.object_key)`, word),
    contains(sql.ref('image.alt_text'), word),
    eb.exists(
      eb
        .selectFrom('imageLabel')
        .select('imageLabel.imageId')
        .whereRef('imageLabel.imageId', '=', 'image.imageId')
        .where('imageLabel.kind', '=', 'label')
        .where(contains(sql.ref('image_label.name'), word)),
    ),
  ]);
}

/** Matches texts that contain another text; case is ignored. */
export function contains(text: ReturnType<typeof sql>, part: string) {
  const pattern = `%${part.toLowerCase().replaceAll(/[%_!]/g, '!$&')}%`;
  return sql<boolean>`lower(${text}) like ${pattern} escape '!'`;
}
