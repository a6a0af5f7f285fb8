-- part 1
ALTER TABLE warehouse.fact_image ADD COLUMN script_detail VARCHAR(3000);

COMMENT ON COLUMN warehouse.fact_image.script_detail IS 'Why the script failed; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN script_result VARCHAR(32768);

COMMENT ON COLUMN warehouse.fact_image.script_result IS 'What the script returned, JSON; gone after a purge';

ALTER TABLE warehouse.fact_image ADD COLUMN duplicate_of VARCHAR(32);

COMMENT ON COLUMN warehouse.fact_image.duplicate_of IS 'Image that had the same bytes first; it may be gone';

ALTER TABLE warehouse.fact_image ADD COLUMN script_status VARCHAR(16);

COMMENT ON COLUMN warehouse.fact_image.script_status IS 'done, or how the provided script failed';
