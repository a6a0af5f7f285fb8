-- part 1
CREATE VIEW analytics.v_analysis_cost_by_channel AS
SELECT c.called_day AS day, i.upload_channel, c.operation,
  COUNT(*) AS call_count,
  COUNT(DISTINCT c.image_id) AS image_count,
  CAST(SUM(c.request_units) AS BIGINT) AS request_units,
  CAST(SUM(c.request_units * p.usd_per_unit) AS DECIMAL(18,6)) AS cost_usd
FROM warehouse.fact_analysis_call c
LEFT JOIN warehouse.fact_image i ON i.image_id = c.image_id
LEFT JOIN warehouse.dim_analysis_price p ON p.operation = c.operation
GROUP BY c.called_day, i.upload_channel, c.operation;

COMMENT ON VIEW analytics.v_analysis_cost_by_channel IS 'What analysis costs by list price, by the channel of the uploads that it is for';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.day IS 'Day of the calls, UTC';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.upload_channel IS 'Channel of the upload; empty where it is unknown';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.operation IS 'Operation, such as DetectLabels';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.call_count IS 'Calls';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.image_count IS 'Images that the calls were made for';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.request_units IS 'Units that they are billed by';

COMMENT ON COLUMN analytics.v_analysis_cost_by_channel.cost_usd IS 'US dollars; empty where dim_analysis_price has no price';

GRANT SELECT ON analytics.v_analysis_cost_by_channel TO ROLE miniatura_analyst;
