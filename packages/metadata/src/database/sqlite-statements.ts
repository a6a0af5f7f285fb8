import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';
import { camelCaseOf, hasNaming } from './naming.ts';
import { type NamedRow, rowMaker } from './row-maker.ts';

/** Preparing takes a sixth of a write's CPU time. The number of different statements is small. */
const MAX_PREPARED_STATEMENTS = 200;

type MakeRow = (values: readonly unknown[]) => NamedRow;

interface PreparedStatement {
  readonly statement: StatementSync;
  readonly columns: readonly string[];
  /** Makes the rows of queries with the naming plugin, and of others. */
  readonly makeRow: Readonly<Record<'named' | 'plain', MakeRow>>;
}

/** The prepared statements of a database. */
export class SqliteStatements {
  readonly #database: DatabaseSync;
  readonly #prepared = new Map<string, PreparedStatement>();

  constructor(database: DatabaseSync) {
    this.#database = database;
  }

  run({ sql, parameters, queryId }: CompiledQuery): QueryResult<NamedRow> {
    const { statement, columns, makeRow } = this.#prepare(sql);
    const values = parameters as SQLInputValue[];
    if (columns.length === 0) {
      const { changes, lastInsertRowid } = statement.run(...values);
      return {
        insertId: BigInt(lastInsertRowid),
        numAffectedRows: BigInt(changes),
        rows: [],
      };
    }
    const rows = statement.all(...values) as unknown as readonly unknown[][];
    return { rows: rows.map(hasNaming(queryId) ? makeRow.named : makeRow.plain) };
  }

  #prepare(sql: string): PreparedStatement {
    const prepared = this.#prepared.get(sql) ?? prepare(this.#database, sql);
    if (this.#prepared.size >= MAX_PREPARED_STATEMENTS) this.#prepared.clear();
    this.#prepared.set(sql, prepared);
    return prepared;
  }
}

/** Reads rows as arrays: the rows that node:sqlite makes take twice as long. */
function prepare(database: DatabaseSync, sql: string): PreparedStatement {
  const statement = database.prepare(sql);
  const columns = statement.columns().map(({ name }) => name);
  statement.setReturnArrays(true);
  const valueAt = (values: readonly unknown[], place: number) => values[place];
  const makeRow = {
    named: rowMaker(columns.map(camelCaseOf), valueAt),
    plain: rowMaker(columns, valueAt),
  };
  return { statement, columns, makeRow };
}
