import { SqlStatementError } from '../statement-errors.ts';
import type { Token } from './scan-sql.ts';

/** Returns Redshift's message for syntax that it does not have. */
export function near(text: string): string {
  return `syntax error at or near "${text}"`;
}

/** Creates the error for a token that Redshift does not expect; undefined is the statement's end. */
export function syntaxError(token: Token | undefined): SqlStatementError {
  return new SqlStatementError(
    token === undefined
      ? 'syntax error at end of input'
      : `${near(token.text)}\n  Position: ${token.start + 1}`,
  );
}
