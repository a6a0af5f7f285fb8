export {
  startLocalS3,
  DEFAULT_CREDENTIALS,
  type LocalS3,
  type LocalS3Options,
} from './start-local-s3.ts';
export type { Credentials } from './authenticate.ts';
export type { OnEvent, S3EventDelivery } from './event-delivery.ts';
export type { S3EventMessage, S3EventRecord, S3TestEvent } from './event-message.ts';
export {
  DirectoryInUseError,
  InvalidOptionError,
  S3_ERRORS,
  UnusableDirectoryError,
  type S3ErrorCode,
} from './errors.ts';
