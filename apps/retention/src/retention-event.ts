import * as z from 'zod';

/** The actions of an event. The default, for events of a schedule, is `purge`. */
export const RETENTION_ACTIONS = ['purge', 'audit'] as const;

export const retentionEventSchema = z.object({
  action: z.enum(RETENTION_ACTIONS).default('purge'),
});
