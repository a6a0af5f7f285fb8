import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { imageFields } from './image-fields.ts';

/** Filters by camera metadata. Times are those of the camera's clock. */
export const cameraFilterFields = {
  cameraMake: z.string().optional(),
  cameraModel: z.string().optional(),
  /** Inclusive. */
  capturedFrom: imageFields.capturedAt.optional(),
  /** Exclusive. */
  capturedBefore: imageFields.capturedAt.optional(),
};
export type CameraFilters = z.output<z.ZodObject<typeof cameraFilterFields>>;

export function hasCameraFilter(filters: CameraFilters): boolean {
  const { cameraMake, cameraModel, capturedFrom, capturedBefore } = filters;
  return [cameraMake, cameraModel, capturedFrom, capturedBefore].some((each) => each !== undefined);
}

/** The condition on `image` for a query that includes this table. */
export function cameraCondition(filters: CameraFilters) {
  const { cameraMake, cameraModel, capturedFrom, capturedBefore } = filters;
  return (eb: ExpressionBuilder<MetadataTables, 'image'>) => {
    const conditions = [
      cameraMake === undefined ? [] : [eb('image.cameraMake', '=', cameraMake)],
      cameraModel === undefined ? [] : [eb('image.cameraModel', '=', cameraModel)],
      capturedFrom === undefined ? [] : [eb('image.capturedAt', '>=', toSqlTime(capturedFrom))],
      capturedBefore === undefined ? [] : [eb('image.capturedAt', '<', toSqlTime(capturedBefore))],
    ];
    return eb.and(conditions.flat());
  };
}
