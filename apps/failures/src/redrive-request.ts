import * as z from 'zod';

/** A manual invocation: `{"redrive":"all"}` or `{"redrive":["ID", …]}`. */
export const redriveRequestSchema = z.strictObject({
  redrive: z.union([z.literal('all'), z.array(z.string().min(1)).min(1)], {
    error: 'expected "all" or a list of ids',
  }),
});
