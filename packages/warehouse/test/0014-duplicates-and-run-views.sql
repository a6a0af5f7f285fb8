-- part 1
CREATE VIEW analytics.v_duplicates_daily AS
SELECT day,
  COUNT(*) AS distinct_count,
  CAST(SUM(copy_count) AS BIGINT) AS copy_count,
  CAST(SUM(reused_count) AS BIGINT) AS reused_count,
  CAST(SUM(wasted_byte_count) AS BIGINT) AS wasted_byte_count
FROM (
  SELECT MAX(uploaded_day) AS day,
    COUNT(*) AS copy_count,
    COUNT(CASE WHEN analysis_status = 'reused' THEN 1 END) AS reused_count,
    SUM(byte_count) - MAX(byte_count) AS wasted_byte_count
  FROM warehouse.fact_image
  WHERE sha256 IS NOT NULL AND NOT is_deleted
  GROUP BY sha256
  HAVING COUNT(*) > 1
) copied
GROUP BY day;

COMMENT ON VIEW analytics.v_duplicates_daily IS 'Images that are stored more than once, by the day of the last copy';

COMMENT ON COLUMN analytics.v_duplicates_daily.day IS 'Day of the last upload of the same bytes';

COMMENT ON COLUMN analytics.v_duplicates_daily.distinct_count IS 'Different files that are stored more than once';

COMMENT ON COLUMN analytics.v_duplicates_daily.copy_count IS 'How often they are stored';

COMMENT ON COLUMN analytics.v_duplicates_daily.reused_count IS 'How often their labels were reused and no call was paid';

COMMENT ON COLUMN analytics.v_duplicates_daily.wasted_byte_count IS 'Size of all copies but one of each in bytes';

GRANT SELECT ON analytics.v_duplicates_daily TO ROLE miniatura_analyst;

CREATE VIEW analytics.v_run AS
SELECT MAX(last_success_at) AS last_success_at, MAX(oldest_pending_at) AS oldest_pending_at
FROM etl.run_state;

COMMENT ON VIEW analytics.v_run IS 'Whether the runs succeed, as in v_freshness_2, without reading images: one row';

COMMENT ON COLUMN analytics.v_run.last_success_at IS 'When a run has last succeeded, UTC';

COMMENT ON COLUMN analytics.v_run.oldest_pending_at IS 'When the oldest change was made that waits, UTC';

GRANT SELECT ON analytics.v_run TO ROLE miniatura_analyst;
