import { DATA_API_LIMITS } from '../data-api/limits.ts';

/** A step of the model's history. Once released it never changes: another follows it. */
export interface WarehouseMigration {
  readonly name: string;
  readonly statements: readonly string[];
  /** Instead, where the warehouse may be in use: views of others may read what it would drop. */
  readonly inUse?: readonly string[];
}

/** As many statements as one transaction takes, by their place in the migration. */
export interface MigrationPart {
  readonly migration: string;
  /** From 1. */
  readonly part: number;
  readonly statements: readonly string[];
}

/** The ledger is created if it is missing, by statements that may be repeated. */
export const LEDGER_STATEMENTS: readonly string[] = [
  'CREATE SCHEMA IF NOT EXISTS etl',
  `CREATE TABLE IF NOT EXISTS etl.schema_version (
  migration VARCHAR(64) NOT NULL,
  part INTEGER NOT NULL,
  applied_at TIMESTAMP NOT NULL,
  PRIMARY KEY (migration, part)
) DISTSTYLE ALL`,
];

/** Those that guard a part and enter it in the ledger. */
const STATEMENTS_BESIDES = 3;

/** A migration, in transactions: it may be cut short between two of them and goes on there. */
export function partsOf({ name, statements }: WarehouseMigration): MigrationPart[] {
  const size = DATA_API_LIMITS.maxStatementsPerBatch - STATEMENTS_BESIDES;
  return Array.from({ length: Math.ceil(statements.length / size) }, (_, index) => ({
    migration: name,
    part: index + 1,
    statements: statements.slice(index * size, (index + 1) * size),
  }));
}

/**
 * The transaction of a part. Migrators queue up at the lock; who comes second divides by zero, which
 * undoes its transaction, and finds the part in the ledger.
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
