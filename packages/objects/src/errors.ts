import { TerminalError, TransientError } from '@miniatura/errors';

/** The `code`s of this package's errors. */
export const OBJECTS_ERROR_CODES = ['object-kept', 'unreadable-message'] as const;
export type ObjectsErrorCode = (typeof OBJECTS_ERROR_CODES)[number];

/** DeleteObjects returned 200 but did not delete this object. */
export class ObjectKeptError extends TransientError<ObjectsErrorCode> {
  override readonly name = 'ObjectKeptError';
  readonly code = 'object-kept';
  readonly bucket: string;
  readonly key: string;

  constructor({ bucket, key, reason }: Readonly<Record<'bucket' | 'key' | 'reason', string>>) {
    super(`Expected S3 to delete s3://${bucket}/${key} but it kept the object: ${reason}`);
    this.bucket = bucket;
    this.key = key;
  }
}

/** A message that is not an S3 notification. It stays in the queue and becomes a dead letter. */
export class UnreadableMessageError extends TerminalError<ObjectsErrorCode> {
  override readonly name = 'UnreadableMessageError';
  readonly code = 'unreadable-message';

  constructor(body: string, options?: ErrorOptions) {
    super(
      `Expected an S3 notification, raw or wrapped by SNS, but received ${JSON.stringify(body.slice(0, 120))}`,
      options,
    );
  }
}
