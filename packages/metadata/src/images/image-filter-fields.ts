import * as z from 'zod';
import { lazily } from '../lazily.ts';
import { factFilterFields } from './fact-filters.ts';
import { imageFields } from './image-fields.ts';

/** The filters that lists and counts of images share, except the status. All of them must match. */
export const imageFilterFields = lazily(() => ({
  /** The exact name of a label of the model. */
  label: z.string().optional(),
  uploadedBy: z.string().optional(),
  /** Inclusive. */
  uploadedFrom: imageFields.time.optional(),
  /** Exclusive. */
  uploadedBefore: imageFields.time.optional(),
  ...factFilterFields(),
}));
