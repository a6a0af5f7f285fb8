import { describe, expect, test } from 'vitest';
import { applyBatch, expiredPersonalDataQuery, TABLES } from '../src/index.ts';
import { PERSONAL_IMAGE_COLUMNS } from '../src/model/fact-image.ts';

/** Tables that a purge empties of an image, or of an owner without images. */
const PURGED_TABLES = ['warehouse.dim_owner', 'warehouse.bridge_image_label'];

/**
 * The columns that a purge keeps, and why they are not personal data. An image is at most an id: a
 * hash, from which no key can be read. A new column must be added here, or be purged.
 */
const LASTING: Readonly<Record<string, readonly [because: string, columns: string]>> = {
  'etl.batch': [
    'counts of batches',
    'applied_at attempt batch_id kind merged_images staged_calls staged_images staged_labels',
  ],
  'etl.batch_lock': ['nothing', 'never'],
  'etl.run_state': ['times of runs', 'last_success_at oldest_pending_at'],
  'warehouse.dim_date': [
    'a calendar',
    'day day_of_month day_of_week is_weekend iso_week month quarter year',
  ],
  'warehouse.dim_label': ['words of the model, not of an image', 'category kind label_id name'],
  'warehouse.fact_image': [
    'history counts need them, and none shows whose image it was or what it showed',
    `alt_text_model alt_text_source analysis_status batch_id bucket byte_count duplicate_of expires_at
     frame_count height image_id is_deleted media_type moderation_policy moderation_verdict op
     processed_at rejection_code removed_at rendition_byte_count rendition_count review_decision
     reviewed_at row_version script_status status upload_channel uploaded_at uploaded_day width`,
  ],
  'warehouse.fact_image_state': [
    'the history of states needs them, and none shows whose image it was or what it showed',
    'image_id review_decision row_version status valid_from',
  ],
  'warehouse.dim_analysis_price': ['prices', 'operation usd_per_unit'],
  'warehouse.fact_analysis_call': [
    'costs are kept after a purge',
    'call_id called_at called_day image_id model_version operation outcome request_units',
  ],
  'warehouse.fact_storage_daily': [
    'counts per day',
    'byte_count image_count media_type rendition_byte_count rendition_count snapshot_day',
  ],
  'warehouse.fact_label_daily': ['counts per day', 'image_count label_id snapshot_day'],
};

const personal = new Set(PERSONAL_IMAGE_COLUMNS.map(({ name }) => name));
function isPersonal(table: string, column: string) {
  return table === 'warehouse.fact_image' && personal.has(column);
}

function lastingColumnsOf(table: (typeof TABLES)[number]) {
  return table.columns
    .map(({ name }) => name)
    .filter((name) => !isPersonal(table.name, name))
    .toSorted();
}

describe('Each table of the warehouse', () => {
  test.each(TABLES.filter(({ name }) => !PURGED_TABLES.includes(name)))(
    '$name keeps after a purge only what is excused here',
    (table) => {
      const [, columns = ''] = LASTING[table.name] ?? [];
      expect(lastingColumnsOf(table)).toEqual(columns.split(/\s+/).toSorted());
    },
  );

  test.each([...PURGED_TABLES, 'warehouse.fact_image'])('%s is emptied and audited', (table) => {
    const sqls = applyBatch({
      batchId: 'b',
      kind: 'changes',
      attempt: 1,
      stagingUri: 's3://staging/b',
      staged: { images: 1, labels: 0, calls: 0 },
    });
    const emptied = sqls.filter((sql) => /^(DELETE FROM|MERGE INTO) warehouse/.test(sql));
    expect(emptied.join('\n')).toContain(` ${table} USING`);
    expect(expiredPersonalDataQuery(new Date()).sql).toMatch(new RegExp(`(FROM|JOIN) ${table} `));
  });

  test('is asked for each of its personal columns by an audit', () => {
    const { sql } = expiredPersonalDataQuery(new Date());
    expect([...sql.matchAll(/i\.(\w+) IS NOT NULL/g)].map(([, name]) => name)).toEqual([
      ...personal,
    ]);
  });
});
