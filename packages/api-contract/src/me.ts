import * as z from 'zod';

export const GROUPS = ['admin', 'analyst'] as const;
export type Group = (typeof GROUPS)[number];

/** The user of the request, and the limits on uploads. */
export const meSchema = z
  .object({
    subject: z.string(),
    name: z.string(),
    groups: z.array(z.enum(GROUPS)),
    limits: z.object({
      mediaTypes: z.array(z.string()),
      maxFilesPerRequest: z.number().int(),
      /** Size limit of a file that is posted to S3. */
      maxByteCount: z.number().int(),
      /** Size limit of a body that is sent to the API itself. */
      maxDirectByteCount: z.number().int(),
      requestsPerMinute: z.number().int(),
    }),
  })
  .meta({ id: 'Me' });
export type Me = Readonly<z.infer<typeof meSchema>>;

/** Statuses, best first. */
export const HEALTH_STATUSES = ['ok', 'starting', 'unhealthy'] as const;

/**
 * The health of one component; `message` describes the fault. A component that is `starting` accepts
 * requests, and answers them once it has started.
 */
export const componentHealthSchema = z.object({
  component: z.string(),
  status: z.enum(HEALTH_STATUSES),
  message: z.string().optional(),
});
export type ComponentHealth = Readonly<z.infer<typeof componentHealthSchema>>;

/** The worst status of the `components`, which are missing if a server has no such checks. */
export const healthSchema = z
  .object({
    status: z.enum(HEALTH_STATUSES),
    components: z.array(componentHealthSchema).optional(),
  })
  .meta({ id: 'Health' });
