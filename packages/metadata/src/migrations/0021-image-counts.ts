import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../database/create-table.ts';

/** A table of counts by uploader and by other columns. The counts of all uploaders have the uploader ''. */
interface Counts {
  /** The table whose rows are counted. */
  readonly source: 'image' | 'image_label';
  readonly columns: readonly string[];
  /** The values of these columns for a row of the source. */
  readonly values: (row: Row) => readonly RawBuilder<unknown>[];
  readonly isCounted: (row: Row) => RawBuilder<unknown>;
  /** The source's columns, besides the uploader, on which values and condition depend. */
  readonly watched: readonly string[];
}
type Row = 'new' | 'old';

const COUNTS: Readonly<Record<string, Counts>> = {
  /** Days at every offset from UTC consist of quarters of an hour. */
  image_count: {
    source: 'image',
    columns: ['status', 'uploaded_from'],
    values: (row) => [sql.ref(`${row}.status`), quarterOf(sql.ref(`${row}.uploaded_at`))],
    isCounted: (row) => sql`${sql.ref(`${row}.uploaded_at`)} is not null`,
    watched: ['status', 'uploaded_at'],
  },
  label_count: {
    source: 'image_label',
    columns: ['name'],
    values: (row) => [sql.ref(`${row}.name`)],
    isCounted: (row) =>
      sql`${sql.ref(`${row}.kind`)} = 'label' and ${sql.ref(`${row}.uploaded_at`)} is not null`,
    watched: ['kind', 'name', 'uploaded_at'],
  },
};

/**
 * Adds the counts of images by status and time of upload, and of labels, which triggers keep up to
 * date. Only SQLite has them. In MySQL concurrent writers would wait for each other's counts, and a
 * trigger needs a permission that an administrator of a server with a binary log must give.
 */
export function imageCounts(engine: Engine): Migration {
  return {
    async up(db) {
      if (engine.name === 'mysql') return;
      for (const [table, counts] of Object.entries(COUNTS)) {
        await createCounts(db, table, counts);
        await addTriggers(db, table, counts);
      }
    },
  };
}

/** The quarter of an hour of a stored time, in the same format. */
function quarterOf(time: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`substr(${time}, 1, 14)
    || printf('%02d:00.000000', cast(substr(${time}, 15, 2) as integer) / 15 * 15)`;
}

/** Every row is counted for all uploaders, and for its own if that is known. */
const UPLOADERS = [
  { uploader: sql`''`, isKnown: sql`true` },
  { uploader: sql.ref('new.uploaded_by'), isKnown: sql`${sql.ref('new.uploaded_by')} <> ''` },
];

const names = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)));

async function createCounts(db: Kysely<unknown>, table: string, counts: Counts): Promise<void> {
  const { source, columns, values, isCounted } = counts;
  const definitions = ['uploaded_by', ...columns].map(
    (column) => sql`${sql.ref(column)} text not null`,
  );
  await sql`create table if not exists ${sql.table(table)} (
    ${sql.join(definitions)}, image_count integer not null,
    primary key (${names(['uploaded_by', ...columns])})) without rowid`.execute(db);
  await sql`delete from ${sql.table(table)}`.execute(db);
  for (const { uploader, isKnown } of UPLOADERS) {
    const group = [uploader, ...values('new')];
    await sql`insert into ${sql.table(table)}
      select ${sql.join(group)}, count(*) from ${sql.table(source)} as new
      where ${isCounted('new')} and ${isKnown}
      group by ${sql.join(group)}`.execute(db);
  }
}

async function addTriggers(db: Kysely<unknown>, table: string, counts: Counts): Promise<void> {
  const { source, columns, values, isCounted, watched } = counts;
  const key = ['uploaded_by', ...columns];
  const count = UPLOADERS.map(
    ({ uploader, isKnown }) => sql`insert into ${sql.table(table)}
      select ${sql.join([uploader, ...values('new')])}, 1 where ${isCounted('new')} and ${isKnown}
      on conflict (${names(key)}) do update set image_count = image_count + 1;`,
  );
  const oldValues = values('old');
  const isOld = sql`${isCounted('old')} and uploaded_by in ('', ${sql.ref('old.uploaded_by')})
    and ${sql.join(
      columns.map((column, at) => sql`${sql.ref(column)} = ${oldValues[at]}`),
      sql` and `,
    )}`;
  const discount = [
    sql`update ${sql.table(table)} set image_count = image_count - 1 where ${isOld};`,
    sql`delete from ${sql.table(table)} where ${isOld} and image_count = 0;`,
  ];
  const isMoved = [...watched, 'uploaded_by'].map(
    (column) => sql`${sql.ref(`old.${column}`)} is not ${sql.ref(`new.${column}`)}`,
  );
  const of = sql.table(source);
  const triggers = {
    insert: sql`after insert on ${of} begin ${sql.join(count, sql` `)} end`,
    delete: sql`after delete on ${of} begin ${sql.join(discount, sql` `)} end`,
    update: sql`after update of ${names([...watched, 'uploaded_by'])} on ${of}
      when ${sql.join(isMoved, sql` or `)}
      begin ${sql.join([...discount, ...count], sql` `)} end`,
  };
  for (const [event, definition] of Object.entries(triggers)) {
    const name = sql.ref(`${table}_${event}`);
    await sql`create trigger if not exists ${name} ${definition}`.execute(db);
  }
}
