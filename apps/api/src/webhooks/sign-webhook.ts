import { createHmac } from 'node:crypto';

const SECRET_PREFIX = 'whsec_';

interface WebhookMessage {
  /** The same in all attempts. It contains no dot. */
  readonly eventId: string;
  readonly sentAt: Date;
  readonly body: string;
}

/** Returns a secret as receivers get it. @param bytes 24 to 64 random bytes */
export function webhookSecretOf(bytes: Buffer): string {
  return SECRET_PREFIX + bytes.toString('base64');
}

/**
 * Returns the headers of a message.
 * @param secret of `webhookSecretOf`
 * @see https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function webhookHeaders(
  { eventId, sentAt, body }: WebhookMessage,
  secret: string,
): Readonly<Record<string, string>> {
  const timestamp = Math.floor(sentAt.getTime() / 1000);
  const signature = createHmac('sha256', Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'))
    .update(`${eventId}.${timestamp}.${body}`)
    .digest('base64');
  return {
    'content-type': 'application/json',
    'webhook-id': eventId,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': `v1,${signature}`,
  };
}
