import { quoteLiteral } from '../quote.ts';
import type { CopyCommand } from '../sql/copy-command.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { Postgres } from '../worker/postgres.ts';

/** A column of the table that COPY fills. */
export interface TargetColumn {
  readonly name: string;
  /** PostgreSQL's. */
  readonly typeName: string;
  /** Of a VARCHAR(n) or CHAR(n): n. */
  readonly maxByteCount: number | undefined;
  /** Of a DECIMAL. */
  readonly scale: number | undefined;
}

const HEADER_LENGTH = 4;
const SIZED = new Set(['varchar', 'bpchar']);

function columnOf(name: string, typeName: string, modifier: number): TargetColumn {
  return {
    name,
    typeName,
    maxByteCount:
      SIZED.has(typeName) && modifier > HEADER_LENGTH ? modifier - HEADER_LENGTH : undefined,
    scale:
      typeName === 'numeric' && modifier >= HEADER_LENGTH
        ? (modifier - HEADER_LENGTH) & 0x7ff
        : undefined,
  };
}

/** The columns that a COPY fills: those it lists, or all in their order but those that make their own values. */
export async function targetColumns(
  postgres: Postgres,
  { table, columns, hasIdentities }: Pick<CopyCommand, 'table' | 'columns' | 'hasIdentities'>,
): Promise<readonly TargetColumn[]> {
  const { rows } = await postgres.query(
    `SELECT a.attname, t.typname, a.atttypmod, a.attidentity FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = ${quoteLiteral(table)}::regclass AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum`,
  );
  const all = rows.map(([name, typeName, modifier, identity]) => ({
    identity,
    column: columnOf(name ?? '', typeName ?? '', Number(modifier)),
  }));
  if (columns === undefined) {
    const filled = hasIdentities ? all : all.filter(({ identity }) => identity !== 'a');
    return filled.map(({ column }) => column);
  }
  return columns.map((name) => {
    const found = all.find(({ column }) => column.name === name);
    if (found !== undefined) return found.column;
    throw new SqlStatementError(`column "${name}" of relation "${table}" does not exist`);
  });
}
