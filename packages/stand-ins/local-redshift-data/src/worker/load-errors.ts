import { quoteLiteral } from '../quote.ts';
import type { CopyError } from '../statement-errors.ts';
import type { Postgres } from './postgres.ts';

/**
 * Stores why a COPY failed, outside its failed transaction, so that it can be queried afterwards.
 */
export async function recordLoadError(
  postgres: Postgres,
  { fault, fileName, table }: CopyError,
): Promise<void> {
  const column = fault.columnName === undefined ? 'NULL' : quoteLiteral(fault.columnName);
  await postgres.query(
    `INSERT INTO redshift_internal.load_error
       (query_id, table_id, file_name, line_number, column_name, error_code, error_message,
        column_type, column_length)
     SELECT (SELECT max(query_id) FROM redshift_internal.query_history), to_regclass(${quoteLiteral(table)}), ${quoteLiteral(fileName)}, ${fault.lineNumber},
       ${column}, ${fault.errorCode}, ${quoteLiteral(fault.message)}, t.typname,
       CASE WHEN a.atttypmod > 4 AND t.typname IN ('varchar', 'bpchar')
         THEN (a.atttypmod - 4)::text END
     FROM (SELECT 1) one
     LEFT JOIN pg_attribute a ON a.attrelid = to_regclass(${quoteLiteral(table)})
       AND a.attname = ${column}
     LEFT JOIN pg_type t ON t.oid = a.atttypid`,
  );
}
