export type { OnLost } from './deliverer.ts';
export {
  LOCAL_SNS_ERROR_CODES,
  LocalSnsError,
  SNS_ERRORS,
  SnsServiceError,
  type LocalSnsErrorCode,
  type SnsErrorCode,
} from './errors.ts';
export type { Delivery } from './delivery-store.ts';
export type { SendToQueue } from './queue-sender.ts';
export {
  startLocalSns,
  type LocalSns,
  type LocalSnsOptions,
  type MessageToPublish,
  type QueueTarget,
} from './start-local-sns.ts';
