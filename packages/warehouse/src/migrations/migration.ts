import { DATA_API_LIMITS } from '../data-api/limits.ts';

/** One migration. It never changes after its release; later changes are new migrations. */
export interface WarehouseMigration {
  readonly name: string;
  readonly statements: readonly string[];
  /**
   * Statements to use instead if the warehouse may be in use, because views of other users may
   * depend on what `statements` drop.
   */
  readonly inUse?: readonly string[];
}

/** The statements that run in one transaction, by their position in the migration. */
export interface MigrationPart {
  readonly migration: string;
  /** Number of the part, from 1. */
  readonly part: number;
  readonly statements: readonly string[];
}

/** Creates the ledger if it is missing; the statements may be repeated. */
export const LEDGER_STATEMENTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS etl',
  `CREATE TABLE IF NOT EXISTS etl.schema_version (
  migration VARCHAR(64) NOT NULL,
  part INTEGER NOT NULL,
  applied_at TIMESTAMP NOT NULL,
  PRIMARY KEY (migration, part)
) DISTSTYLE ALL`,
];

/** Number of statements that lock, check and record a part. */
const STATEMENTS_BESIDES = 3;

/** Splits a migration into transactions. An interrupted migration continues with the next one. */
export function partsOf({ name, statements }: WarehouseMigration): MigrationPart[] {
  const size = DATA_API_LIMITS.maxStatementsPerBatch - STATEMENTS_BESIDES;
  return Array.from({ length: Math.ceil(statements.length / size) }, (_, index) => ({
    migration: name,
    part: index + 1,
    statements: statements.slice(index * size, (index + 1) * size),
  }));
}

/**
 * Returns the transaction of a part. Concurrent migrations wait at the lock. The second one finds
 * the part in the ledger, and divides by zero to roll back its transaction.
 */
export function partTransaction({ migration, part, statements }: MigrationPart): string[] {
  return [
    'LOCK etl.schema_version',
    `SELECT 1 / (CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END) FROM etl.schema_version
 WHERE migration = '${migration}' AND part = ${part}`,
    ...statements,
    `INSERT INTO etl.schema_version (migration, part, applied_at)
 VALUES ('${migration}', ${part}, GETDATE())`,
  ];
}
