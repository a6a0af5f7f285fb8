import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

export interface LargeImageMessage {
  /** The body of the deferred message: an S3 notification, raw or wrapped by SNS. */
  readonly body: string;
  readonly messageId: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
}

/** A job has no receipt handle, because its message is no longer in a queue. */
const NO_RECEIPT = '';

/**
 * Runs the thumbnailer's handler for one deferred message.
 * @throws Error when the handler reports the message as failed; its log contains the reason
 */
export async function processLargeImage(
  handler: (event: SQSEvent) => Promise<SQSBatchResponse>,
  { body, messageId, attempt }: LargeImageMessage,
): Promise<void> {
  const { batchItemFailures } = await handler({
    Records: [
      {
        messageId,
        body,
        receiptHandle: NO_RECEIPT,
        attributes: {
          ApproximateReceiveCount: String(attempt),
          ApproximateFirstReceiveTimestamp: '',
          SenderId: '',
          SentTimestamp: '',
        },
        messageAttributes: {},
        md5OfBody: '',
        eventSource: 'large-images',
        eventSourceARN: '',
        awsRegion: '',
      },
    ],
  });
  if (batchItemFailures.length > 0) {
    throw new Error(`Expected message ${messageId} to be processed but attempt ${attempt} failed`);
  }
}
