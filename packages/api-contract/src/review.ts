import * as z from 'zod';

export const REVIEW_DECISIONS = ['approve', 'reject'] as const;

/** The decision of an admin on a quarantined image. */
export const reviewSchema = z
  .object({ decision: z.enum(REVIEW_DECISIONS), reason: z.string().trim().min(1).max(1000) })
  .meta({ id: 'Review' });
export type Review = Readonly<z.infer<typeof reviewSchema>>;
