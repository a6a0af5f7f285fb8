import type { DataApi, Statement } from './data-api/data-api.ts';
import { PERSONAL_IMAGE_COLUMNS } from './model/fact-image.ts';

/** The warehouse's tables with personal data. */
type PersonalTable = 'fact_image' | 'bridge_image_label' | 'dim_owner';

/** A row with personal data that should have been purged. */
export interface ExpiredPersonalData {
  readonly table: PersonalTable;
  /** Id of the image or of the owner. */
  readonly id: string;
  /** When it expired; null if the warehouse does not know. */
  readonly expiresAt: Date | null;
}

/** The search stops at this number. */
const MAX_ROWS = 1000;

const IS_DUE = "(i.op = 'P' OR i.expires_at <= CAST(:due_by AS TIMESTAMP))";
const EXPIRES_AT = `TO_CHAR(i.expires_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const IS_PERSONAL = PERSONAL_IMAGE_COLUMNS.map(({ name }) => `i.${name} IS NOT NULL`).join(' OR ');

/**
 * Selects personal data that expired before a time or belongs to purged images, and owners without
 * images.
 */
export function expiredPersonalDataQuery(dueBy: Date): Statement {
  return {
    sql: `SELECT 'fact_image' AS table_name, i.image_id AS id, ${EXPIRES_AT} AS expires_at
 FROM warehouse.fact_image i
 WHERE ${IS_DUE} AND (${IS_PERSONAL})
 UNION ALL
 SELECT DISTINCT 'bridge_image_label', i.image_id, ${EXPIRES_AT}
 FROM warehouse.fact_image i JOIN warehouse.bridge_image_label b ON b.image_id = i.image_id
 WHERE ${IS_DUE}
 UNION ALL
 SELECT 'dim_owner', o.owner_id, CAST(NULL AS VARCHAR(20))
 FROM warehouse.dim_owner o
 WHERE NOT EXISTS (SELECT 1 FROM warehouse.fact_image i WHERE i.owner_id = o.owner_id)
 ORDER BY 1, 2
 LIMIT ${MAX_ROWS}`,
    parameters: { due_by: dueBy.toISOString().slice(0, 19).replace('T', ' ') },
  };
}

/** Returns at most 1,000 rows with personal data that expired before a time. */
export async function findExpiredPersonalData(
  api: Pick<DataApi, 'query'>,
  dueBy: Date,
): Promise<readonly ExpiredPersonalData[]> {
  const rows = await api.query({
    ...expiredPersonalDataQuery(dueBy),
    columns: { table_name: 'string', id: 'string', expires_at: 'string?' },
  });
  return rows.map(({ table_name, id, expires_at }) => ({
    table: table_name as ExpiredPersonalData['table'],
    id,
    expiresAt: expires_at === null ? null : new Date(expires_at),
  }));
}
