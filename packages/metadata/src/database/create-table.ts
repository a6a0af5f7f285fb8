import { type CreateTableBuilder, type Kysely, sql } from 'kysely';
import { exactCollation } from './exact-collation.ts';

/** The differences in the DDL of the engines. */
export interface Engine {
  readonly name: 'mysql' | 'sqlite';
  readonly types: {
    readonly time: 'datetime(6)' | 'text';
    readonly text: 'text';
    readonly bigint: 'bigint' | 'integer';
    /** The type of an automatic key; SQLite has only one. */
    readonly sequence: 'bigint' | 'integer';
  };
}

export const MYSQL_ENGINE: Engine = {
  name: 'mysql',
  types: { time: 'datetime(6)', text: 'text', bigint: 'bigint', sequence: 'bigint' },
};

export const SQLITE_ENGINE: Engine = {
  name: 'sqlite',
  types: { time: 'text', text: 'text', bigint: 'integer', sequence: 'integer' },
};

interface TableDefinition {
  readonly columns: (table: CreateTableBuilder<string>) => CreateTableBuilder<string, string>;
  readonly indexes: Readonly<Record<string, readonly string[]>>;
}

/**
 * Creates a table with its indexes if it is missing. MySQL commits each DDL statement separately,
 * so that one statement creates both: an interrupted migration can run again.
 */
export async function createTable(
  db: Kysely<unknown>,
  engine: Engine,
  name: string,
  { columns, indexes }: TableDefinition,
): Promise<void> {
  const table = columns(db.schema.createTable(name).ifNotExists());
  if (engine.name === 'mysql') {
    const indexed = Object.entries(indexes).reduce(
      (builder, [index, on]) => builder.addIndex(index, [...on]),
      table,
    );
    const collation = sql.raw(await exactCollation(db));
    await indexed
      .modifyEnd(sql`engine=InnoDB default charset=utf8mb4 collate=${collation}`)
      .execute();
    return;
  }
  await table.execute();
  for (const [index, on] of Object.entries(indexes)) {
    await db.schema
      .createIndex(index)
      .ifNotExists()
      .on(name)
      .columns([...on])
      .execute();
  }
}
