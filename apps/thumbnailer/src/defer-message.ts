import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { ImageError, ImageErrorCode } from '@miniatura/resize';

/** Sends the body of a message to the large-image job, which processes all its events. */
export type DeferMessage = (body: string) => Promise<void>;

/** The codes of errors that more memory or time can solve. */
const LIMIT_CODES: ReadonlySet<ImageErrorCode> = new Set([
  'too-large',
  'too-many-pixels',
  'too-slow',
]);

/** Whether an image is rejected only for its size or its processing time. */
export function isForLargeImages({ code }: Pick<ImageError, 'code'>): boolean {
  return LIMIT_CODES.has(code);
}

export function sqsDeferral(sqs: SQSClient, queueUrl: string): DeferMessage {
  return async (MessageBody) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  };
}
