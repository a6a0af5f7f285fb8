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
export const isForLargeImages = ({ code }: Pick<ImageError, 'code'>): boolean =>
  LIMIT_CODES.has(code);

export const sqsDeferral =
  (sqs: SQSClient, queueUrl: string): DeferMessage =>
  async (MessageBody) => {
    await sqs.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody }));
  };
