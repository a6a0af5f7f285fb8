import * as z from 'zod';

/** An image's id: the first 32 hex digits of the SHA-256 of `bucket/key`. */
export const imageIdSchema = z
  .string()
  .regex(/^[0-9a-f]{32}$/, { error: 'Expected 32 lower-case hexadecimal digits' })
  .meta({ example: 'a7ea0fb01e59c5e0d8e2bb4f7c5bd1e9' });

/** A time, ISO 8601 in UTC. */
export const timeSchema = z.iso.datetime().meta({ example: '2026-11-21T10:00:00.000Z' });

/** A day in UTC. Ranges of days include both ends. */
export const daySchema = z.iso
  .date()
  .refine((day) => day >= '1970-01-01' && day < '3000-01-01', {
    error: 'Expected a day from 1970 on, before 3000',
  })
  .meta({ example: '2026-11-21' });

/**
 * A whole number in a query or a path: decimal digits. `Number` also reads an empty text as 0, and
 * spellings such as `1e2` and `0x10`.
 */
export function wholeNumber({ min, max }: { readonly min: number; readonly max: number }) {
  return z.preprocess(
    (sent: number) => (/^-?\d+$/.test(String(sent)) ? Number(sent) : sent),
    z.number().min(min).max(max, { abort: true }).int(),
  );
}

/** The number of items in a page. */
export function pageSize({ byDefault }: { readonly byDefault: number }) {
  return wholeNumber({ min: 1, max: MAX_PAGE_SIZE })
    .default(byDefault)
    .describe('The largest number of images in the answer');
}

export const MAX_PAGE_SIZE = 100;
