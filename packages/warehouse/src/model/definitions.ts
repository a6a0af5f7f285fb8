/** A column, with the type and the comment that Redshift is given. */
export interface ColumnDefinition {
  readonly name: string;
  /** Redshift's type, such as `VARCHAR(32) NOT NULL`. */
  readonly type: string;
  readonly comment: string;
  /** The migration that adds it to its table; those of the first one have none. */
  readonly since?: string;
}

export interface TableDefinition {
  /** With its schema. */
  readonly name: string;
  readonly comment: string;
  readonly columns: readonly ColumnDefinition[];
  /** Redshift does not enforce it, and its planner trusts it: the batches see to it. */
  readonly primaryKey: readonly string[];
  /** DISTSTYLE, DISTKEY and SORTKEY. */
  readonly attributes: string;
  /** The migration that adds it; those of the first one have none. */
  readonly since?: string;
}

/** Who may read a view, in Redshift's roles. */
export const ROLES = {
  /** Reads what is nobody's in particular. */
  analyst: 'miniatura_analyst',
  /** Reads besides who uploaded what, under which name. */
  personalData: 'miniatura_personal_data',
} as const;

export interface ViewDefinition {
  readonly name: string;
  readonly comment: string;
  /** In the order of the query's. */
  readonly columns: readonly ColumnDefinition[];
  readonly select: string;
  /**
   * The view that new queries read. Redshift replaces a view by one of the same columns only, and does
   * not drop one that others read: a published view keeps its columns, and a new view has new ones.
   */
  readonly replacedBy?: string;
  readonly readableBy: keyof typeof ROLES;
}

/** `column('image_id', 'VARCHAR(32) NOT NULL', 'What it is')` */
export function column(name: string, type: string, comment: string): ColumnDefinition {
  return { name, type, comment };
}

/** Of views that go by it. */
export const UPLOAD_DAY = column('day', 'DATE', 'Day of the upload, UTC');

/** The columns that a table was made with. */
export function firstColumns(columns: readonly ColumnDefinition[]): readonly ColumnDefinition[] {
  return columns.filter(({ since }) => since === undefined);
}

/** The statements that add the columns of a migration to a table, and say what they are. */
export function addColumns({ name, columns }: TableDefinition, migration: string): string[] {
  return columns
    .filter(({ since }) => since === migration)
    .flatMap((each) => [
      `ALTER TABLE ${name} ADD COLUMN ${each.name} ${each.type}`,
      commentOnColumn(name, each),
    ]);
}

/** The statement that makes a table, as it was at first. */
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

/** The statement that gives a view another query of the same columns; grants and readers stay. */
export function replaceView(view: ViewDefinition): string {
  return `CREATE OR REPLACE VIEW ${view.name} AS\n${view.select}`;
}

/** The statements that say what a table or a view and each of its columns are. */
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

/** The statement that lets a view's readers read it. */
export function grantSelect({ name, readableBy }: ViewDefinition): string {
  return `GRANT SELECT ON ${name} TO ROLE ${ROLES[readableBy]}`;
}

/** A string literal. */
export function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
