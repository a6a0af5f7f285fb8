import * as z from 'zod';
import { IMAGE_STATUSES } from './image.ts';
import { imageIdSchema } from './scalars.ts';

/** The id of an event: a position in the changes of a user. */
export const eventIdSchema = z
  .string()
  .regex(/^\d{1,15}$/, { error: 'Expected the id of an event' })
  .meta({ example: '1796000000000' });

/** An image has a new version, with this status. */
export const imageEventSchema = z
  .object({ imageId: imageIdSchema, status: z.enum(IMAGE_STATUSES) })
  .meta({ id: 'ImageEvent' });
export type ImageEvent = Readonly<z.infer<typeof imageEventSchema>>;
