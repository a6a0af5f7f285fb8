import { invalidParameter } from './errors.ts';

/** The account of all topics. No real account has this number. */
export const LOCAL_ACCOUNT_ID = '000000000000';

const NAME_PATTERN = /^[A-Za-z0-9_-]{1,256}$/;
const QUEUE_ARN_PATTERN = /^arn:aws[a-z-]*:sqs:[^:]*:\d{12}:[\w-]{1,80}(\.fifo)?$/;

/**
 * Validates a topic's name: 1–256 letters, digits, hyphens and underscores. FIFO topics are
 * rejected.
 */
export function parseTopicName(name: string): string {
  if (name.endsWith('.fifo')) {
    throw invalidParameter(
      'Topic Name',
      `FIFO topics are not supported here, but received '${name}'`,
    );
  }
  if (NAME_PATTERN.test(name)) return name;
  throw invalidParameter(
    'Topic Name',
    `expected 1 to 256 letters, digits, hyphens or underscores but received '${name}'`,
  );
}

/** `arn:aws:sns:us-east-1:000000000000:originals` */
export function topicArnOf(region: string, name: string): string {
  return `arn:aws:sns:${region}:${LOCAL_ACCOUNT_ID}:${name}`;
}

export function isQueueArn(arn: unknown): arn is string {
  return typeof arn === 'string' && QUEUE_ARN_PATTERN.test(arn);
}

/** The path of a queue below an SQS endpoint, such as `/000000000000/jobs`. */
export const queuePathOf = (arn: string): string => `/${arn.split(':').slice(4).join('/')}`;
