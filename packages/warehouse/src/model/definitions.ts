/** A column with its type and its comment in Redshift. */
export interface ColumnDefinition {
  readonly name: string;
  /** Redshift's type, such as `VARCHAR(32) NOT NULL`. */
  readonly type: string;
  readonly comment: string;
  /** The migration that adds the column; absent for columns of the first migration. */
  readonly since?: string;
}

export interface TableDefinition {
  /** Name with its schema. */
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ColumnDefinition[];
  /**
   * Primary key. Redshift does not enforce it, but its planner relies on it; the batches keep it
   * unique.
   */
  readonly primaryKey: readonly string[];
  /** DISTSTYLE, DISTKEY and SORTKEY with which a migration creates the table. */
  readonly attributes: string;
  /** The migration that adds the table; absent for tables of the first migration. */
  readonly since?: string;
}

/** The Redshift roles that may read a view. */
export const ROLES = {
  /** Reads data that is not personal. */
  analyst: 'miniatura_analyst',
  /** Also reads who uploaded an image, and its file name. */
  personalData: 'miniatura_personal_data',
} as const;

export interface ViewDefinition {
  readonly name: string;
  readonly comment: string;
  /** Columns in the order of the query. */
  readonly columns: readonly ColumnDefinition[];
  readonly select: string;
  /**
   * The view that new queries should read. Redshift can replace a view only by one with the same
   * columns, and does not drop a view that others depend on. So a published view keeps its columns,
   * and new columns are in a new view.
   */
  readonly replacedBy?: string;
  readonly readableBy: keyof typeof ROLES;
}

/** Creates a column: `column('image_id', 'VARCHAR(32) NOT NULL', 'What it is')`. */
export function column(name: string, type: string, comment: string): ColumnDefinition {
  return { name, type, comment };
}

/** The day column of views that group by day. */
export const UPLOAD_DAY = column('day', 'DATE', 'Day of the upload, UTC');

/** Returns the columns with which a table was created. */
export function firstColumns(columns: readonly ColumnDefinition[]): readonly ColumnDefinition[] {
  return columns.filter(({ since }) => since === undefined);
}

/** Returns the statements that add a migration's columns to a table, with their comments. */
export function addColumns({ name, columns }: TableDefinition, migration: string): string[] {
  return columns
    .filter(({ since }) => since === migration)
    .flatMap((each) => [
      `ALTER TABLE ${name} ADD COLUMN ${each.name} ${each.type}`,
      commentOnColumn(name, each),
    ]);
}

/** Returns the statement that creates a table with its first columns. */
export function createTable(table: TableDefinition): string {
  const lines = [
    ...firstColumns(table.columns).map(({ name, type }) => `${name} ${type}`),
    ...(table.primaryKey.length > 0 ? [`PRIMARY KEY (${table.primaryKey.join(', ')})`] : []),
  ];
  return `CREATE TABLE ${table.name} (\n  ${lines.join(',\n  ')}\n) ${table.attributes}`;
}

export function createView(view: ViewDefinition): string {
  return `CREATE VIEW ${view.name} AS\n${view.select}`;
}

/** Returns the statement that changes a view's query but not its columns; its grants remain. */
export function replaceView(view: ViewDefinition): string {
  return `CREATE OR REPLACE VIEW ${view.name} AS\n${view.select}`;
}

/** Returns the statements that comment a table or a view and each of its columns. */
export function commentOn(
  kind: 'TABLE' | 'VIEW',
  { name, comment, columns }: Pick<TableDefinition, 'name' | 'comment' | 'columns'>,
): string[] {
  return [
    `COMMENT ON ${kind} ${name} IS ${quote(comment)}`,
    ...columns.map((each) => commentOnColumn(name, each)),
  ];
}

function commentOnColumn(relation: string, { name, comment }: ColumnDefinition): string {
  return `COMMENT ON COLUMN ${relation}.${name} IS ${quote(comment)}`;
}

/** Returns the statement that grants a view's readers access to it. */
export function grantSelect({ name, readableBy }: ViewDefinition): string {
  return `GRANT SELECT ON ${name} TO ROLE ${ROLES[readableBy]}`;
}

/** Quotes a string literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
