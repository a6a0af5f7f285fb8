import { column, type ViewDefinition } from './definitions.ts';

/** The view in its first version. */
export const firstFreshness: ViewDefinition = {
  name: 'analytics.v_freshness',
  comment: 'How old the newest data is: one row',
  readableBy: 'analyst',
  columns: [
    column('last_load_at', 'TIMESTAMP', 'When the last batch was loaded, UTC'),
    column('minutes_since_last_load', 'BIGINT', 'Minutes from then to now'),
    column('level', 'VARCHAR(7)', 'fresh, warning after a day without a load, error after three'),
    column('newest_upload_at', 'TIMESTAMP', 'When the newest image was uploaded, UTC'),
    column('image_count', 'BIGINT', 'Images known'),
  ],
  select: `SELECT loads.last_load_at,
  CAST(DATEDIFF(minute, loads.last_load_at, GETDATE()) AS BIGINT) AS minutes_since_last_load,
  CAST(CASE
    WHEN loads.last_load_at >= DATEADD(day, -1, GETDATE()) THEN 'fresh'
    WHEN loads.last_load_at >= DATEADD(day, -3, GETDATE()) THEN 'warning'
    ELSE 'error'
  END AS VARCHAR(7)) AS level,
  images.newest_upload_at,
  images.image_count
FROM (SELECT MAX(applied_at) AS last_load_at FROM etl.batch) loads
CROSS JOIN (
  SELECT MAX(uploaded_at) AS newest_upload_at, COUNT(*) AS image_count FROM warehouse.fact_image
) images`,
};

/**
 * A day without a successful run, or with a change that is not loaded, is not fresh. A day without
 * changes is fresh: runs without changes record their success twice a day.
 */
const LEVEL = `CAST(CASE
    WHEN runs.last_success_at >= DATEADD(day, -1, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -1, GETDATE()) THEN 'fresh'
    WHEN runs.last_success_at >= DATEADD(day, -3, GETDATE())
      AND COALESCE(runs.oldest_pending_at, GETDATE()) >= DATEADD(day, -3, GETDATE()) THEN 'warning'
    ELSE 'error'
  END AS VARCHAR(7)) AS level`;

const FROM = `FROM (SELECT MAX(applied_at) AS last_load_at FROM etl.batch) loads
CROSS JOIN (
  SELECT MAX(last_success_at) AS last_success_at, MAX(oldest_pending_at) AS oldest_pending_at
  FROM etl.run_state
) runs
CROSS JOIN (
  SELECT MAX(uploaded_at) AS newest_upload_at, COUNT(*) AS image_count FROM warehouse.fact_image
) images`;

const LEVEL_COMMENT = 'fresh, warning after a day of failing runs, error after three';

export const freshness: ViewDefinition = {
  ...firstFreshness,
  replacedBy: 'analytics.v_freshness_2',
  columns: firstFreshness.columns.map((each) =>
    each.name === 'level' ? { ...each, comment: LEVEL_COMMENT } : each,
  ),
  select: `SELECT loads.last_load_at,
  CAST(DATEDIFF(minute, loads.last_load_at, GETDATE()) AS BIGINT) AS minutes_since_last_load,
  ${LEVEL},
  images.newest_upload_at,
  images.image_count
${FROM}`,
};

export const freshness2: ViewDefinition = {
  name: 'analytics.v_freshness_2',
  comment: 'How old the newest data is, and whether the runs succeed: one row',
  readableBy: 'analyst',
  columns: [
    column('level', 'VARCHAR(7)', LEVEL_COMMENT),
    column('last_success_at', 'TIMESTAMP', 'When a run has last succeeded, UTC'),
    column('minutes_since_last_success', 'BIGINT', 'Minutes from then to now'),
    column('oldest_pending_at', 'TIMESTAMP', 'When the oldest change was made that waits, UTC'),
    column('oldest_pending_minutes', 'BIGINT', 'Age of that change; empty when none waits'),
    column('last_load_at', 'TIMESTAMP', 'When the last batch was loaded, UTC'),
    column('newest_upload_at', 'TIMESTAMP', 'When the newest image was uploaded, UTC'),
    column('image_count', 'BIGINT', 'Images known'),
  ],
  select: `SELECT ${LEVEL},
  runs.last_success_at,
  CAST(DATEDIFF(minute, runs.last_success_at, GETDATE()) AS BIGINT) AS minutes_since_last_success,
  runs.oldest_pending_at,
  CAST(DATEDIFF(minute, runs.oldest_pending_at, GETDATE()) AS BIGINT) AS oldest_pending_minutes,
  loads.last_load_at,
  images.newest_upload_at,
  images.image_count
${FROM}`,
};

export const run: ViewDefinition = {
  name: 'analytics.v_run',
  comment: 'Whether the runs succeed, as in v_freshness_2, without reading images: one row',
  readableBy: 'analyst',
  columns: [
    column('last_success_at', 'TIMESTAMP', 'When a run has last succeeded, UTC'),
    column('oldest_pending_at', 'TIMESTAMP', 'When the oldest change was made that waits, UTC'),
  ],
  select: `SELECT MAX(last_success_at) AS last_success_at, MAX(oldest_pending_at) AS oldest_pending_at
FROM etl.run_state`,
};
