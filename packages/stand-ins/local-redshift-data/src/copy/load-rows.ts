import { quoteIdentifier } from '../quote.ts';
import { LoadFault } from '../statement-errors.ts';
import type { Postgres, PostgresError } from '../worker/postgres.ts';
import type { RowBlock } from './row-block.ts';
import type { TargetColumn } from './target-columns.ts';

/** Redshift's codes of load errors, by PostgreSQL's. */
const LOAD_ERROR_CODES: Readonly<Record<string, number>> = {
  '22001': 1204,
  '22003': 1216,
  '22007': 1206,
  '22008': 1206,
  '22P02': 1207,
  '22P04': 1202,
  '23502': 1213,
  '23514': 1204,
};

const MESSAGES: Readonly<Record<number, string>> = {
  1204: 'String length exceeds DDL length',
  1213: 'Missing data for not-null field',
};

/** `COPY t, line 3, column a: "x"` → the line within the rows, and the column. */
function placeOf(where: string | undefined): { line: number; columnName?: string } {
  const [, line = '1', columnName] = /line (\d+)(?:, column (\w+))?/.exec(where ?? '') ?? [];
  return { line: Number(line), ...(columnName === undefined ? {} : { columnName }) };
}

function columnOfCheck(constraint: string | undefined, columns: readonly TargetColumn[]) {
  const number = /^redshift_bytes_(\d+)_/.exec(constraint ?? '')?.[1];
  return number === undefined ? undefined : columns[Number(number) - 1]?.name;
}

function faultOf(
  error: PostgresError,
  lineNumber: number,
  columns: readonly TargetColumn[],
): LoadFault {
  const errorCode = LOAD_ERROR_CODES[error.code ?? ''] ?? 1201;
  const { columnName } = placeOf(error.where);
  const missing = /^missing data for column "(.+)"$/.exec(error.message)?.[1];
  const column = error.column ?? columnName ?? missing ?? columnOfCheck(error.constraint, columns);
  return new LoadFault(MESSAGES[errorCode] ?? error.message, {
    lineNumber,
    errorCode,
    cause: error,
    ...(column === undefined ? {} : { columnName: column }),
  });
}

/** Where rows go. */
export interface LoadTarget {
  readonly postgres: Postgres;
  readonly table: string;
  readonly columns: readonly TargetColumn[];
  /** Whether the transaction goes on after a row that cannot be loaded. */
  readonly goesOn: boolean;
  /** Hears of each such row; what it throws ends the load. */
  readonly onFault: (fault: LoadFault) => void;
}

/** Loads the rows of a block that can be loaded, and gives back their number. */
export async function loadRows(target: LoadTarget, block: RowBlock): Promise<number> {
  const { postgres, table, columns, goesOn, onFault } = target;
  for (const fault of block.faults) onFault(fault);
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const copy = (rows: readonly string[]): Promise<number> =>
    postgres.copyFrom(
      `COPY ${table} (${names}) FROM '/dev/blob'`,
      new Blob([`${rows.join('\n')}\n`]),
    );
  let rowCount = 0;
  for (let start = 0; start < block.rows.length;) {
    if (goesOn) await postgres.query('SAVEPOINT redshift_copy');
    try {
      rowCount += await copy(start === 0 ? block.rows : block.rows.slice(start));
      return rowCount;
    } catch (cause) {
      const error = cause as PostgresError;
      const bad = start + placeOf(error.where).line - 1;
      if (goesOn) await postgres.query('ROLLBACK TO redshift_copy');
      onFault(faultOf(error, block.lineNumbers[bad] ?? 0, columns));
      // What stands before it has been rolled back with it.
      if (bad > start) rowCount += await copy(block.rows.slice(start, bad));
      start = bad + 1;
    }
  }
  return rowCount;
}
