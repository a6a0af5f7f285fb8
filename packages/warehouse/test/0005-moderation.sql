-- part 1
ALTER TABLE warehouse.fact_image ADD COLUMN moderation_verdict VARCHAR(16);

COMMENT ON COLUMN warehouse.fact_image.moderation_verdict IS 'allow, flag or quarantine; empty if not judged';

ALTER TABLE warehouse.fact_image ADD COLUMN moderation_policy VARCHAR(192);

COMMENT ON COLUMN warehouse.fact_image.moderation_policy IS 'Version of the policy that the verdict is by';

ALTER TABLE warehouse.fact_image ADD COLUMN review_decision VARCHAR(16);

COMMENT ON COLUMN warehouse.fact_image.review_decision IS 'approve or reject, where a person has decided';

ALTER TABLE warehouse.fact_image ADD COLUMN reviewed_at TIMESTAMP;

COMMENT ON COLUMN warehouse.fact_image.reviewed_at IS 'When a person has decided, UTC';
