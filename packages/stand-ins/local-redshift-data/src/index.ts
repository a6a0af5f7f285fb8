export type { DatabaseState } from './database-queue.ts';
export {
  DATA_API_ERRORS,
  DataApiError,
  LOCAL_REDSHIFT_DATA_ERROR_CODES,
  LocalRedshiftDataError,
  type DataApiErrorCode,
  type LocalRedshiftDataErrorCode,
} from './errors.ts';
export { FAULT_KINDS, Faults, type Fault, type FaultKind } from './faults.ts';
export {
  startLocalRedshiftData,
  type LocalRedshiftData,
  type LocalRedshiftDataOptions,
} from './start-local-redshift-data.ts';
export { parquetFile, type ParquetColumn } from './unload/parquet-file.ts';
export type { S3Access } from './worker/protocol.ts';
