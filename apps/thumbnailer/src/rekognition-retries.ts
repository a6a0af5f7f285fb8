import type { RekognitionClientConfig } from '@aws-sdk/client-rekognition';

/**
 * Adapts the rate of calls: a client that is throttled slows down, and speeds up again as calls
 * succeed. The functions share Rekognition's rate limit, which applies to the account. If all
 * retries are throttled, the message is delivered again.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const REKOGNITION_RETRIES = {
  retryMode: 'adaptive',
  maxAttempts: 6,
} as const satisfies RekognitionClientConfig;
