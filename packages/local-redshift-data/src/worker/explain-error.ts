import { SqlStatementError } from '../statement-errors.ts';
import type { PostgresError } from './postgres.ts';

const SERIALIZED_TWICE = 'MERGE command cannot affect row a second time';

const lengthMessage = (error: PostgresError): string | undefined => {
  const length = /^redshift_bytes_\d+_(\d+)$/.exec(error.constraint ?? '')?.[1];
  return length === undefined ? undefined : `value too long for type character varying(${length})`;
};

const messageOf = (error: PostgresError): string => {
  if (error.code === '23502' && error.column !== undefined) {
    return `Cannot insert a NULL value into column ${error.column}`;
  }
  if (error.message === SERIALIZED_TWICE) return 'Found multiple matches to update the same tuple.';
  return lengthMessage(error) ?? error.message.replaceAll('redshift_internal.', '');
};

/** PostgreSQL's error in Redshift's words, where they differ. */
export const explainError = (error: unknown): SqlStatementError => {
  if (error instanceof SqlStatementError) return error;
  const fault = error as PostgresError;
  const detail =
    fault.detail === undefined || fault.code === '23514' ? '' : `\n  Detail: ${fault.detail}`;
  return new SqlStatementError(`${messageOf(fault)}${detail}`, { cause: error });
};
