import { z } from 'zod';

/** What an event may ask for; a schedule's own events ask for `purge`. */
export const RETENTION_ACTIONS = ['purge', 'audit'] as const;

export const retentionEventSchema = z.object({
  action: z.enum(RETENTION_ACTIONS).default('purge'),
});
