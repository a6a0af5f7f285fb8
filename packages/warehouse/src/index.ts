export { applyBatch } from './apply-batch.ts';
export type { BatchToApply } from './apply-batch.ts';
export { checkWarehouse, DATA_TESTS } from './check-warehouse.ts';
export type { DataTest, DataTestFailure } from './check-warehouse.ts';
export { callChecksums, imageChecksums } from './checksummed-columns.ts';
export { createDataApi } from './data-api/data-api.ts';
export type {
  DataApi,
  DataApiOptions,
  DataApiTarget,
  Statement,
  StatementBatch,
  WaitOptions,
} from './data-api/data-api.ts';
export { DATA_API_LIMITS, ETL_TIMEOUT_MS } from './data-api/limits.ts';
export { sqlParameters } from './data-api/parameters.ts';
export type { StatementParameters } from './data-api/parameters.ts';
export type { Cell, ColumnKind, ColumnKinds, RowOf, Table } from './data-api/rows.ts';
export { STATEMENT_STATUSES } from './data-api/statement-state.ts';
export type { FinishedStatement, StatementStatus } from './data-api/statement-state.ts';
export {
  DataApiBusyError,
  DataApiError,
  InvalidArgumentError,
  StatementAbortedError,
  StatementFailedError,
  StatementUnknownError,
  UnexpectedResultError,
  WAREHOUSE_ERROR_CODES,
  WarehouseError,
} from './errors.ts';
export type { StatementFailure, WarehouseErrorCode } from './errors.ts';
export { findAppliedBatch } from './find-applied-batch.ts';
export type { AppliedBatch } from './find-applied-batch.ts';
export { ASPECTS, bucketOf, CALL_BUCKETS, NO_DAY, SUBJECTS } from './fingerprint.ts';
export type { Aspect, Fingerprint, FingerprintScope, Subject } from './fingerprint.ts';
export {
  EXPIRING_LAKE_TABLES,
  IMAGE_CHANGE,
  LAKE_TABLES,
  lakeExpiryOf,
  lakeTypeOf,
} from './lake/lake-tables.ts';
export type { ExpiringLakeTable, LakeTable } from './lake/lake-tables.ts';
export { expiryDaysQuery, unloadChanges, unloadExpiring } from './lake/unload-to-lake.ts';
export { MIGRATIONS, migrateWarehouse } from './migrate-warehouse.ts';
export { LEDGER_STATEMENTS, partsOf, partTransaction } from './migrations/migration.ts';
export type { MigrationPart, WarehouseMigration } from './migrations/migration.ts';
export { ROLES } from './model/definitions.ts';
export type { ColumnDefinition, TableDefinition, ViewDefinition } from './model/definitions.ts';
export { TABLES } from './model/tables.ts';
export { VIEWS } from './model/views.ts';
export { recordRunStart, recordRunSuccess } from './record-run.ts';
export { findExpiredPersonalData, expiredPersonalDataQuery } from './expired-personal-data.ts';
export type { ExpiredPersonalData } from './expired-personal-data.ts';
export { readCallsBack, readLedger, readVersions } from './read-back.ts';
export type { LedgerExcerpt } from './read-back.ts';
export { snapshotDay } from './snapshot-day.ts';
export { STAGED_KINDS, STAGING_TABLES } from './staged-rows.ts';
export type { StagedKind, StagedRow, StagingTable } from './staged-rows.ts';
export { fingerprintQuery, warehouseFingerprints } from './warehouse-fingerprints.ts';
