import { LoadFault } from '../statement-errors.ts';

/** Rows of PostgreSQL's COPY text, the lines of the file that they are from, and what is no row. */
export interface RowBlock {
  readonly rows: string[];
  readonly lineNumbers: number[];
  readonly faults: LoadFault[];
}

/** A fault of a field, which does not know its line. @throws what is no fault of a row */
export function atLine(error: unknown, lineNumber: number): LoadFault {
  if (!(error instanceof LoadFault)) throw error;
  const { message, errorCode, columnName, cause } = error;
  return new LoadFault(message, {
    lineNumber,
    errorCode,
    cause,
    ...(columnName !== undefined && { columnName }),
  });
}
