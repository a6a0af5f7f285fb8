import type { ExpressionBuilder } from 'kysely';
import { z } from 'zod';
import { toSqlTime } from '../database/sql-time.ts';
import type { MetadataTables } from '../database/tables.ts';
import { imageFields } from './image-fields.ts';

/** Filters by what the camera has written. Times are those of its clock. */
export const cameraFilterFields = {
  cameraMake: z.string().optional(),
  cameraModel: z.string().optional(),
  /** The first moment of the range. */
  capturedFrom: imageFields.capturedAt.optional(),
  /** The first moment behind the range. */
  capturedBefore: imageFields.capturedAt.optional(),
};
export type CameraFilters = z.output<z.ZodObject<typeof cameraFilterFields>>;

export function hasCameraFilter(filters: CameraFilters): boolean {
  const { cameraMake, cameraModel, capturedFrom, capturedBefore } = filters;
  return [cameraMake, cameraModel, capturedFrom, capturedBefore].some((each) => each !== undefined);
}

/** The condition on `image`, for a query that has it. */
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
