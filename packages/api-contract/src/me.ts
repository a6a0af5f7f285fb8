import { z } from 'zod';

export const GROUPS = ['admin', 'analyst'] as const;
export type Group = (typeof GROUPS)[number];

/** Who asks, and what they may send. */
export const meSchema = z
  .object({
    subject: z.string(),
    name: z.string(),
    groups: z.array(z.enum(GROUPS)),
    limits: z.object({
      mediaTypes: z.array(z.string()),
      maxFilesPerRequest: z.number().int(),
      /** Of a file that is posted to S3. */
      maxByteCount: z.number().int(),
      /** Of a body that is put to the API itself. */
      maxDirectByteCount: z.number().int(),
      requestsPerMinute: z.number().int(),
    }),
  })
  .meta({ id: 'Me' });
export type Me = Readonly<z.infer<typeof meSchema>>;

export const healthSchema = z.object({ status: z.literal('ok') }).meta({ id: 'Health' });
