import { quoteLiteral } from '../quote.ts';
import type { TableAlteration } from '../sql/table-alteration.ts';
import type { LayoutChange } from '../sql/table-layout.ts';
import type { Postgres } from './postgres.ts';

/** Keeps the layout that a statement declares, for the catalog. */
export async function keepLayout(
  postgres: Postgres,
  { table, isNew, layout }: LayoutChange,
): Promise<void> {
  await postgres.query(
    `SELECT redshift_internal.keep_layout(${quoteLiteral(table)}, ${isNew}, ${quoteLiteral(JSON.stringify(layout))})`,
  );
}

/** @throws PostgresError for a change that Redshift rejects */
export async function checkAlteration(
  postgres: Postgres,
  { table, change }: TableAlteration,
): Promise<void> {
  await postgres.query(
    `SELECT redshift_internal.check_alteration(${quoteLiteral(table)}, ${quoteLiteral(JSON.stringify(change))})`,
  );
}
