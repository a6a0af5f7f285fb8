import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Engine } from '../database/create-table.ts';

const KEY = sql.raw('uploaded_by, status, uploaded_from');

/**
 * Adds the counts of images by uploader, status and quarter of an hour of the upload, which triggers
 * keep up to date. Those of all uploaders have the uploader ''. Days at every offset from UTC
 * consist of quarters of an hour.
 *
 * Only SQLite has them. In MySQL concurrent writers would wait for each other's counts, and a
 * trigger needs a permission that an administrator of a server with a binary log must give.
 */
export function imageCounts(engine: Engine): Migration {
  return {
    async up(db) {
      if (engine.name === 'mysql') return;
      await sql`create table if not exists image_count (
        uploaded_by text not null, status text not null, uploaded_from text not null,
        image_count integer not null, primary key (${KEY})) without rowid`.execute(db);
      await sql`delete from image_count`.execute(db);
      for (const uploader of [sql`''`, sql.ref('uploaded_by')]) {
        await sql`insert into image_count
          select ${uploader}, status, ${quarterOf('uploaded_at')}, count(*) from image
          where uploaded_at is not null and (${uploader} = '' or uploaded_by <> '')
          group by 1, 2, 3`.execute(db);
      }
      await addTriggers(db);
    },
  };
}

/** The quarter of an hour of a stored time, in the same format. */
function quarterOf(time: string) {
  const at = sql.ref(time);
  return sql`substr(${at}, 1, 14)
    || printf('%02d:00.000000', cast(substr(${at}, 15, 2) as integer) / 15 * 15)`;
}

async function addTriggers(db: Kysely<unknown>): Promise<void> {
  const count = ['', 'new.uploaded_by'].map((uploader) => {
    const by = uploader === '' ? sql`''` : sql.ref(uploader);
    const isCounted = uploader === '' ? sql`true` : sql`${by} <> ''`;
    return sql`insert into image_count
      select ${by}, new.status, ${quarterOf('new.uploaded_at')}, 1
      where new.uploaded_at is not null and ${isCounted}
      on conflict (${KEY}) do update set image_count = image_count + 1;`;
  });
  const old = sql`uploaded_by in ('', old.uploaded_by) and status = old.status
    and uploaded_from = ${quarterOf('old.uploaded_at')}`;
  const discount = [
    sql`update image_count set image_count = image_count - 1 where ${old};`,
    sql`delete from image_count where ${old} and image_count = 0;`,
  ];
  const isMoved = sql`old.status <> new.status or old.uploaded_at is not new.uploaded_at
    or old.uploaded_by is not new.uploaded_by`;
  const triggers = {
    image_count_insert: sql`after insert on image begin ${sql.join(count, sql` `)} end`,
    image_count_delete: sql`after delete on image begin ${sql.join(discount, sql` `)} end`,
    image_count_update: sql`after update of status, uploaded_at, uploaded_by on image
      when ${isMoved} begin ${sql.join([...discount, ...count], sql` `)} end`,
  };
  for (const [name, definition] of Object.entries(triggers)) {
    await sql`create trigger if not exists ${sql.ref(name)} ${definition}`.execute(db);
  }
}
