import type { ImageStatus } from '../images/image-fields.ts';

/** `waiting`: for the first or another attempt. `failed`: the last attempt has failed. */
export type DeliveryState = 'waiting' | 'delivered' | 'failed';

/** An address that receives the changes of all images. */
export interface Webhook {
  readonly webhookId: string;
  readonly url: string;
  readonly createdAt: string;
}

export interface NewWebhook extends Webhook {
  /** The key of the signatures: 32 bytes in base64. */
  readonly secret: string;
}

/** The change of an image, for one webhook. */
export interface Delivery {
  readonly webhookId: string;
  /** The same in all attempts, so that receivers can ignore repetitions. */
  readonly eventId: string;
  readonly imageId: string;
  readonly imageStatus: ImageStatus;
  readonly state: DeliveryState;
  readonly attemptCount: number;
  readonly createdAt: string;
  readonly nextAttemptAt: string;
  /** The status of the last response; null if there was none. */
  readonly httpStatus: number | null;
  /** Why the last attempt has failed. */
  readonly failure: string | null;
}

/** A delivery that was claimed for one attempt, with its destination. */
export interface ClaimedDelivery extends Delivery {
  readonly url: string;
  readonly secret: string;
}

/** The outcome of one attempt. */
export interface Attempt {
  readonly webhookId: string;
  readonly eventId: string;
  /** The attempt's number, from 1. */
  readonly attemptCount: number;
  readonly httpStatus: number | null;
  /** Null if the receiver has accepted the event. */
  readonly failure: string | null;
  /** The time of the next attempt after a failure; null after the last one. */
  readonly retryAt: Date | null;
}
