export type { OnLost } from './deliverer.ts';
export {
  LOCAL_SNS_ERROR_CODES,
  LocalSnsError,
  SNS_ERRORS,
  SnsServiceError,
  type LocalSnsErrorCode,
  type SnsErrorCode,
} from './errors.ts';
export { startLocalSns, type LocalSns, type LocalSnsOptions } from './start-local-sns.ts';
