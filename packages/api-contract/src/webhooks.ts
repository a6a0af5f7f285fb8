import * as z from 'zod';
import { IMAGE_STATUSES } from './image.ts';
import { imageIdSchema, timeSchema } from './scalars.ts';

const MAX_URL_CHARACTERS = 2048;

export const webhookIdSchema = z
  .string()
  .regex(/^[0-9A-HJKMNP-TV-Z]{26}$/, { error: 'Expected the webhookId of a webhook' })
  .meta({ example: '01KAH3Z5J7R1T4V6X8Y0A2C4E6' });

export const newWebhookSchema = z
  .object({ url: z.string().max(MAX_URL_CHARACTERS) })
  .meta({ id: 'NewWebhook' });
export type NewWebhook = Readonly<z.infer<typeof newWebhookSchema>>;

export const webhookSchema = z
  .object({ webhookId: webhookIdSchema, url: z.string(), createdAt: timeSchema })
  .meta({ id: 'Webhook' });
export type Webhook = Readonly<z.infer<typeof webhookSchema>>;

/** A webhook with the secret of its signatures, which is returned only when it is created. */
export const createdWebhookSchema = webhookSchema
  .extend({ secret: z.string() })
  .meta({ id: 'CreatedWebhook' });
export type CreatedWebhook = Readonly<z.infer<typeof createdWebhookSchema>>;

export const webhooksSchema = z
  .object({ webhooks: z.array(webhookSchema) })
  .meta({ id: 'Webhooks' });
export type Webhooks = Readonly<z.infer<typeof webhooksSchema>>;

/** The newest deliveries of a webhook, newest first. */
export const deliveriesSchema = z
  .object({
    deliveries: z.array(
      z.object({
        /** The `webhook-id` of all attempts. */
        eventId: z.string(),
        imageId: imageIdSchema,
        imageStatus: z.enum(IMAGE_STATUSES),
        state: z.enum(['waiting', 'delivered', 'failed']),
        attemptCount: z.number().int(),
        createdAt: timeSchema,
        /** Null if there is no further attempt. */
        nextAttemptAt: timeSchema.nullable(),
        /** The status of the last response; null if there was none. */
        httpStatus: z.number().int().nullable(),
        /** Why the last attempt has failed. */
        failure: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'Deliveries' });
export type Deliveries = Readonly<z.infer<typeof deliveriesSchema>>;
