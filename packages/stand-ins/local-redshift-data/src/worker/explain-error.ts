import { SqlStatementError, unsupported } from '../statement-errors.ts';
import type { PostgresError } from './postgres.ts';

const SERIALIZED_TWICE = 'MERGE command cannot affect row a second time';

function lengthMessage(error: PostgresError): string | undefined {
  const length = /^redshift_bytes_\d+_(\d+)$/.exec(error.constraint ?? '')?.[1];
  return length === undefined ? undefined : `value too long for type character varying(${length})`;
}

/** Names types as Redshift does, and functions without their internal schema. */
function withNames(message: string): string {
  return message
    .replaceAll('redshift_internal.', '')
    .replaceAll(/\bjsonb\b/g, 'super')
    .replaceAll(/\bbytea\b/g, 'varbyte');
}

function messageOf(error: PostgresError): string {
  if (error.code === '23502' && error.column !== undefined) {
    return `Cannot insert a NULL value into column ${error.column}`;
  }
  if (error.message === 'numeric field overflow') return 'Numeric data overflow (result precision)';
  if (error.message === SERIALIZED_TWICE) return 'Found multiple matches to update the same tuple.';
  return lengthMessage(error) ?? withNames(error.message);
}

/** Matches system views of Redshift that this stand-in lacks: `SVV_…`, `STL_…`. */
const SYSTEM_VIEW =
  /^relation "(?:pg_catalog\.)?((?:svv|svl|svcs|stv|stl|sys)_\w+|pg_library|pg_external_schema|pg_conf)" does not exist/i;

/** Matches operators with SUPER that this stand-in lacks. */
const SUPER_OPERATION = /^operator does not exist: (.*\bjsonb\b.*)$/m;

/** Matches `CASE types integer and jsonb cannot be matched`. */
const SUPER_MIXED = /^(\w+) types (.*\bjsonb\b.*) cannot be matched$/;

const NOT_JSON = 'invalid input syntax for type json';

/** Converts PostgreSQL's error to Redshift's message, if they differ. */
export function explainError(error: unknown): SqlStatementError {
  if (error instanceof SqlStatementError) return error;
  const fault = error as PostgresError;
  const view = SYSTEM_VIEW.exec(fault.message)?.[1];
  if (view !== undefined) return unsupported(view.toUpperCase());
  const operation = SUPER_OPERATION.exec(fault.message)?.[1];
  if (operation !== undefined) return unsupported(operation.replaceAll('jsonb', 'SUPER'));
  const [, mixing, types = ''] = SUPER_MIXED.exec(fault.message) ?? [];
  if (mixing !== undefined) {
    return unsupported(`${mixing} of ${types.replaceAll('jsonb', 'SUPER')} (cast the SUPER)`);
  }
  // Only a literal of the statement has a position: JSON_PARSE reads its text later.
  if (fault.message === NOT_JSON && fault.position !== undefined) {
    return unsupported('a text literal beside SUPER without a path (cast the SUPER to VARCHAR)');
  }
  const detail =
    fault.detail === undefined || fault.code === '23514' ? '' : `\n  Detail: ${fault.detail}`;
  return new SqlStatementError(`${messageOf(fault)}${detail}`, { cause: error });
}
