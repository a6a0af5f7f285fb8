import { SqlStatementError } from '../statement-errors.ts';
import { describeFields } from './column-metadata.ts';
import type { Field, Postgres, QueryResult } from './postgres.ts';
import type { ColumnMetadata, Row, RunEvent, SubStatementOutcome } from './protocol.ts';

/** Number of rows that are fetched, stored and sent together. */
const PAGE_ROW_COUNT = 1000;

const FETCH = `FETCH ${PAGE_ROW_COUNT} FROM redshift_result`;

/** Largest number of digits of a DECIMAL. */
const MAX_DIGIT_COUNT = 38;

/** @throws SqlStatementError for a DECIMAL that Redshift cannot represent */
function checkDecimals(rows: readonly Row[], columns: readonly ColumnMetadata[]): void {
  for (const [at, { typeName }] of columns.entries()) {
    if (typeName !== 'numeric') continue;
    for (const row of rows) {
      const digits = row[at] ?? '';
      if (
        digits.length > MAX_DIGIT_COUNT &&
        digits.split('.')[0]!.replace('-', '').length > MAX_DIGIT_COUNT
      ) {
        throw new SqlStatementError('Numeric data overflow (result precision)');
      }
    }
  }
}

function scaled(cell: string | null, scale: number): string | null {
  if (cell === null || scale === 0 || cell === 'NaN') return cell;
  const digits = cell.split('.')[1]?.length ?? 0;
  if (digits >= scale) return cell;
  return `${cell}${digits === 0 ? '.' : ''}${'0'.repeat(scale - digits)}`;
}

/**
 * Gives the values of a DECIMAL column one scale: for PostgreSQL, `COALESCE(price, 0)` has the scale of
 * either value.
 */
function withScale(rows: readonly Row[], columns: readonly ColumnMetadata[]): readonly Row[] {
  const scales = columns.map(({ typeName, scale }) => (typeName === 'numeric' ? scale : 0));
  if (scales.every((scale) => scale === 0)) return rows;
  return rows.map((row) => row.map((cell, at) => scaled(cell, scales[at] ?? 0)));
}

/** The Data API's limit on the size of a row. */
const MAX_ROW_BYTE_COUNT = 64 * 1024;

export type Result = Pick<SubStatementOutcome, 'resultRows' | 'resultSize' | 'columns'>;

export const NO_RESULT: Result = { resultRows: 0, resultSize: 0 };

function byteCountOf(row: Row): number {
  return row.reduce((sum, cell) => sum + (cell === null ? 0 : Buffer.byteLength(cell)), 0);
}

export interface ReaderParts {
  readonly postgres: Postgres;
  readonly emit: (event: RunEvent) => void;
  readonly maxResultByteCount: number;
}

/** The rows of a query, page by page, and their columns. */
interface OpenCursor {
  readonly columns: readonly ColumnMetadata[];
  readonly pages: AsyncGenerator<readonly Row[]>;
}

/** Reads results of any size through a cursor, and passes them on in pages. */
export class ResultReader {
  readonly #parts: ReaderParts;

  constructor(parts: ReaderParts) {
    this.#parts = parts;
  }

  /** Calls `read` with the rows of a query, and then closes the cursor. */
  async withCursor<Answer>(
    sql: string,
    read: (cursor: OpenCursor) => Promise<Answer>,
  ): Promise<Answer> {
    const { postgres } = this.#parts;
    await postgres.query(`DECLARE redshift_result NO SCROLL CURSOR FOR ${sql}`);
    const first = await postgres.query(FETCH);
    const columns = await describeFields(postgres, first.fields, first.rows);
    const answer = await read({ columns, pages: this.#pages(first, columns) });
    await postgres.query('CLOSE redshift_result');
    return answer;
  }

  /** Passes on the result of a query. @throws SqlStatementError beyond the limits of results */
  async select(sql: string, number: number): Promise<Result> {
    return this.withCursor(sql, async ({ columns, pages }) => {
      let [resultRows, resultSize] = [0, 0];
      for await (const rows of pages) {
        checkDecimals(rows, columns);
        resultSize = this.#page(rows, number, resultSize);
        resultRows += rows.length;
      }
      return { columns, resultRows, resultSize };
    });
  }

  /** Passes on rows that are in memory. @throws SqlStatementError beyond the limits of results */
  async give(fields: readonly Field[], rows: readonly Row[], number: number): Promise<Result> {
    const resultSize = this.#page(rows, number, 0);
    const columns = await describeFields(this.#parts.postgres, fields, rows);
    return { columns, resultRows: rows.length, resultSize };
  }

  /** Yields the rows of an open cursor, whose first page has been read. */
  async *#pages(
    first: QueryResult,
    columns: readonly ColumnMetadata[],
  ): AsyncGenerator<readonly Row[]> {
    let page = first;
    for (;;) {
      yield withScale(page.rows, columns);
      if (page.rows.length < PAGE_ROW_COUNT) return;
      page = await this.#parts.postgres.query(FETCH);
    }
  }

  /** Passes on a page, and returns the size of the result in bytes including it. */
  #page(rows: readonly Row[], number: number, sizeBefore: number): number {
    const { emit, maxResultByteCount } = this.#parts;
    let size = sizeBefore;
    for (const row of rows) {
      const byteCount = byteCountOf(row);
      if (byteCount > MAX_ROW_BYTE_COUNT) {
        throw new SqlStatementError(`A row of the result exceeds ${MAX_ROW_BYTE_COUNT} bytes`);
      }
      size += byteCount;
    }
    if (size > maxResultByteCount) {
      throw new SqlStatementError(`The result exceeds the limit of ${maxResultByteCount} bytes`);
    }
    if (rows.length > 0) emit({ kind: 'page', number, rows });
    return size;
  }
}
