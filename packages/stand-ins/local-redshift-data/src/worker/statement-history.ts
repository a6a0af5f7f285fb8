import { quoteLiteral } from '../quote.ts';
import type { StatementPlan } from '../sql/translate-statement.ts';
import type { Postgres } from './postgres.ts';
import type { Result } from './result-reader.ts';

/** Data of SYS_LOAD_HISTORY and SYS_UNLOAD_HISTORY about a COPY and an UNLOAD. */
export interface Transfer {
  readonly table?: string;
  readonly url: string;
  readonly format: string;
  readonly rowCount?: number;
}

/** A row of SYS_QUERY_HISTORY. */
export interface HistoryEntry {
  readonly userName: string;
  readonly sql: string;
  readonly startedMs: number;
  readonly endedMs: number;
  readonly error?: string;
  readonly rowCount: number;
  readonly byteCount: number;
  readonly transfer?: Transfer;
}

/** SYS_QUERY_HISTORY stores this many characters of a statement. */
const MAX_TEXT_LENGTH = 4000;
const MAX_ERROR_LENGTH = 512;

/** Redshift keeps seven days; this number of statements is enough here. */
const KEPT_COUNT = 10_000;

const DDL = new Set(['create', 'alter', 'drop', 'comment', 'grant', 'revoke', 'truncate']);
const NAMED = new Set(['select', 'insert', 'update', 'delete', 'unload', 'copy']);
const UTILITY = new Set(['vacuum', 'analyze', 'explain', 'call', 'lock', 'set', 'show', 'reset']);

/**
 * Returns the query type: SELECT for `WITH … SELECT` and `SELECT`, CTAS for `CREATE TABLE … AS`,
 * and so on.
 */
function typeOf(sql: string): string {
  const plain = sql.replace(/^(\s|\(|--[^\n]*\n|\/\*[^]*?\*\/)+/, '').toLowerCase();
  const word = /^[a-z]+/.exec(plain)?.[0] ?? '';
  if (NAMED.has(word)) return word.toUpperCase();
  if (word === 'with') return 'SELECT';
  if (/^create\s+((local\s+)?temp(orary)?\s+)?table\b[^(]*\bas\b/.test(plain)) return 'CTAS';
  if (DDL.has(word)) return 'DDL';
  return UTILITY.has(word) ? 'UTILITY' : 'OTHER';
}

/** Returns the additional data of a COPY or an UNLOAD; none for other statements. */
function transferOf(plan: StatementPlan, rowCount: number): { readonly transfer?: Transfer } {
  if (plan.kind !== 'copy' && plan.kind !== 'unload') return {};
  const { url, format } = plan.command;
  const table = plan.kind === 'copy' ? { table: plan.command.table } : {};
  return { transfer: { ...table, url, format, rowCount } };
}

/** A statement that has ended now. */
interface EndedStatement extends Pick<HistoryEntry, 'userName' | 'sql' | 'startedMs'> {
  /** Undefined if the statement could not be translated. */
  readonly plan: StatementPlan | undefined;
  readonly result: Result;
  readonly error?: string;
}

export function historyEntry({ plan, result, ...ended }: EndedStatement): HistoryEntry {
  const { resultRows: rowCount, resultSize: byteCount } = result;
  const transfer = plan && transferOf(plan, rowCount);
  return { ...ended, endedMs: Date.now(), rowCount, byteCount, ...transfer };
}

const timeOf = (ms: number): string => quoteLiteral(new Date(ms).toISOString().replace('Z', ''));

function valuesOf(entry: HistoryEntry): string {
  const { userName, sql, startedMs, endedMs, error, rowCount, byteCount, transfer } = entry;
  return `(${[
    quoteLiteral(userName),
    quoteLiteral(typeOf(sql)),
    quoteLiteral(error === undefined ? 'success' : 'failed'),
    timeOf(startedMs),
    timeOf(endedMs),
    error === undefined ? 'NULL' : quoteLiteral(error.slice(0, MAX_ERROR_LENGTH)),
    Math.max(0, rowCount),
    Math.max(0, byteCount),
    quoteLiteral(sql.trim().slice(0, MAX_TEXT_LENGTH)),
    transfer === undefined ? 'NULL' : quoteLiteral(JSON.stringify(transfer)),
  ].join(', ')})`;
}

/** Returns SQL that stores the entries; empty if there are none. */
export function recordSql(entries: readonly HistoryEntry[]): string {
  return entries.length === 0
    ? ''
    : `INSERT INTO redshift_internal.query_history (user_name, query_type, status, start_time, end_time,
         error_message, returned_rows, returned_bytes, query_text, transfer)
       VALUES ${entries.map(valuesOf).join(', ')};`;
}

/** Deletes old statements. */
export async function forgetHistory(postgres: Postgres): Promise<void> {
  await postgres.query(
    `DELETE FROM redshift_internal.query_history WHERE end_time < now() - interval '7 days'
       OR query_id <= (SELECT max(query_id) - ${KEPT_COUNT} FROM redshift_internal.query_history)`,
  );
}
