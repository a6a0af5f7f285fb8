import * as z from 'zod';

/** A delivery that was claimed for one attempt, as the request to send. It contains no secret. */
export const signedDeliverySchema = z.object({
  webhookId: z.string(),
  eventId: z.string(),
  /** The attempt's number, from 1. */
  attemptCount: z.number().int(),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type SignedDelivery = Readonly<z.infer<typeof signedDeliverySchema>>;

/** The result of one attempt. */
export const attemptResultSchema = z.object({
  webhookId: z.string(),
  eventId: z.string(),
  attemptCount: z.number().int(),
  /** The status of the response; null if there was none. */
  httpStatus: z.number().int().nullable(),
  /** Null if the receiver has accepted the event. */
  failure: z.string().nullable(),
});
export type AttemptResult = Readonly<z.infer<typeof attemptResultSchema>>;

/** The deliveries of webhooks, for a sender without access to the database. */
export interface Deliveries {
  /** Returns the ids of all webhooks. */
  listWebhooks(): Promise<readonly string[]>;
  /** Claims due deliveries of one webhook for one attempt each. They are due again when the claim ends. */
  claim(webhookId: string): Promise<readonly SignedDelivery[]>;
  /** Records the result of an attempt. After a failure the delivery is due again later. */
  record(result: AttemptResult): Promise<void>;
}

/** A request to the function that has access to the database. */
export const deliveriesRequestSchema = z.discriminatedUnion('action', [
  z.object({ action: z.literal('list') }),
  z.object({ action: z.literal('claim'), webhookId: z.string() }),
  z.object({ action: z.literal('record'), result: attemptResultSchema }),
]);
export type DeliveriesRequest = Readonly<z.infer<typeof deliveriesRequestSchema>>;
