import type { RekognitionClientConfig } from '@aws-sdk/client-rekognition';

/**
 * How the functions share Rekognition's rate, which is that of the account: a client that is throttled
 * sends more slowly, and faster again as calls succeed. What is throttled to the end comes again with its
 * message.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const REKOGNITION_RETRIES = {
  retryMode: 'adaptive',
  maxAttempts: 6,
} as const satisfies RekognitionClientConfig;
