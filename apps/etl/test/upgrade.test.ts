import { startRedshiftData } from '@miniatura/test-support/start-redshift-data';
import {
  createDataApi,
  LEDGER_STATEMENTS,
  migrateWarehouse,
  MIGRATIONS,
  partsOf,
  partTransaction,
} from '@miniatura/warehouse';
import { expect, test } from 'vitest';

test.each([3, 4, 6])(
  "A team's view and grants on analytics.* outlive an upgrade from migration %i",
  async (count) => {
    await using resources = new AsyncDisposableStack();
    const { redshiftData: client } = await startRedshiftData(resources);
    const api = createDataApi(client, { workgroupName: 'miniatura', database: 'dev' });
    const run = async (sqls: readonly string[]) =>
      api.wait(await api.submitBatch({ sqls, name: 's', clientToken: crypto.randomUUID() }));

    await run(LEDGER_STATEMENTS);
    for (const part of MIGRATIONS.slice(0, count).flatMap(partsOf)) {
      await run(partTransaction(part));
    }
    await run([
      'CREATE SCHEMA team',
      `CREATE VIEW team.weekly AS
 SELECT uploaded_day, COUNT(*) AS n FROM analytics.v_image GROUP BY uploaded_day`,
      'CREATE VIEW team.fresh AS SELECT level FROM analytics.v_freshness',
      'CREATE ROLE team_reader',
      'GRANT USAGE ON SCHEMA analytics TO ROLE team_reader',
      'GRANT SELECT ON analytics.v_image TO ROLE team_reader',
    ]);
    expect(await migrateWarehouse(api)).toContain('0008-freshness-and-image-views/1');
    expect(await migrateWarehouse(api)).toEqual([]);

    const rowsOf = async (sql: string) => (await api.queryTable({ sql })).rows;
    expect(await rowsOf('SELECT n FROM team.weekly')).toEqual([]);
    expect(await rowsOf('SELECT level FROM team.fresh')).toEqual([['error']]);
    expect(await rowsOf('SELECT review_decision, top_label FROM analytics.v_image_2')).toEqual([]);
    const target = { clusterIdentifier: 'c', database: 'dev', dbUser: 'team_reader' };
    const reader = createDataApi(client, target);
    const read = reader.queryTable({ sql: 'SELECT image_id FROM analytics.v_image' });
    expect((await read).rows).toEqual([]);
  },
);
