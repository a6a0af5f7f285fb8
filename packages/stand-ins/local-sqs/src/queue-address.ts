import { SqsServiceError } from './errors.ts';

/** The account of all queues. No real account has this number. */
export const LOCAL_ACCOUNT_ID = '000000000000';

const NAME_PATTERN = /^[A-Za-z0-9_-]{1,80}$/;

/** The suffix of FIFO queues' names. It counts towards the limit of 80 characters. */
export const FIFO_SUFFIX = '.fifo';

/**
 * Validates a queue's name: 1–80 letters, digits, hyphens and underscores, optionally with the
 * suffix `.fifo`.
 */
export function parseQueueName(name: string): string {
  const stem = name.endsWith(FIFO_SUFFIX) ? name.slice(0, -FIFO_SUFFIX.length) : name;
  if (name.length > 80 || !NAME_PATTERN.test(stem)) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Expected 1 to 80 letters, digits, hyphens or underscores for QueueName but received '${name}'.`,
    );
  }
  return name;
}

/** `arn:aws:sqs:us-east-1:000000000000:thumbnails` */
export function queueArn(region: string, name: string): string {
  return `arn:aws:sqs:${region}:${LOCAL_ACCOUNT_ID}:${name}`;
}

/** `http://127.0.0.1:9324/000000000000/thumbnails` */
export function queueUrl(endpoint: string, name: string): string {
  return `${endpoint}/${LOCAL_ACCOUNT_ID}/${name}`;
}

/** Returns the queue's name in its URL. The host is ignored, because ports change between runs. */
export function queueNameOfUrl(url: string): string {
  const path = URL.canParse(url) ? new URL(url).pathname : url;
  const name = path.split('/').filter(Boolean).at(-1);
  if (name === undefined) {
    throw new SqsServiceError(
      'QueueDoesNotExist',
      `Expected a queue URL like http://127.0.0.1:PORT/${LOCAL_ACCOUNT_ID}/NAME but received '${url}'.`,
    );
  }
  return name;
}

const ARN_PATTERN = /^arn:aws[a-z-]*:sqs:[^:]*:\d{12}:([^:]+)$/;

/** Returns the queue's name in its ARN, or undefined when the text is not a queue's ARN. */
export const queueNameOfArn = (arn: string): string | undefined => ARN_PATTERN.exec(arn)?.[1];
