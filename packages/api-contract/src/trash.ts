import * as z from 'zod';
import { imageIdSchema, MAX_PAGE_SIZE } from './scalars.ts';

/** The images to move to the trash, or to restore from it. */
export const imageIdsSchema = z
  .object({ imageIds: z.array(imageIdSchema).min(1).max(MAX_PAGE_SIZE) })
  .meta({ id: 'ImageIds' });
export type ImageIds = Readonly<z.infer<typeof imageIdsSchema>>;

/** The images that were moved or restored. Images of other users and unknown ids are left out. */
export const changedImagesSchema = z
  .object({ imageIds: z.array(imageIdSchema) })
  .meta({ id: 'ChangedImages' });
