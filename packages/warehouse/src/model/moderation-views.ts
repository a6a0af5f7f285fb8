import { column, UPLOAD_DAY, type ViewDefinition } from './definitions.ts';

export const moderationVerdictsDaily: ViewDefinition = {
  name: 'analytics.v_moderation_verdicts_daily',
  comment: 'What the moderation policy said of the images of a day, and what people then decided',
  readableBy: 'analyst',
  columns: [
    UPLOAD_DAY,
    column('moderation_verdict', 'VARCHAR(16)', 'allow, flag or quarantine'),
    column('moderation_policy', 'VARCHAR(192)', 'Version of the policy that the verdict is by'),
    column('review_decision', 'VARCHAR(16)', 'approve or reject; empty where nobody has decided'),
    column('image_count', 'BIGINT', 'Images judged so'),
    column('waiting_count', 'BIGINT', 'Of these, how many are in quarantine and wait for a review'),
    column('last_reviewed_at', 'TIMESTAMP', 'When the newest of these decisions was taken, UTC'),
  ],
  select: `SELECT uploaded_day AS day, moderation_verdict, moderation_policy, review_decision,
  COUNT(*) AS image_count,
  COUNT(CASE WHEN status = 'quarantined' AND review_decision IS NULL THEN 1 END) AS waiting_count,
  MAX(reviewed_at) AS last_reviewed_at
FROM warehouse.fact_image
WHERE moderation_verdict IS NOT NULL
GROUP BY uploaded_day, moderation_verdict, moderation_policy, review_decision`,
};

export const moderationDaily: ViewDefinition = {
  name: 'analytics.v_moderation_daily',
  comment: 'What the moderation model found on the images that are stored now',
  readableBy: 'analyst',
  columns: [
    UPLOAD_DAY,
    column('label', 'VARCHAR(765)', 'Moderation label'),
    column('category', 'VARCHAR(765)', 'Parent that the model names first'),
    column('image_count', 'BIGINT', 'Images that have the label'),
    column('highest_confidence', 'DECIMAL(7,4)', 'How sure the model is at most, in percent'),
  ],
  select: `SELECT i.uploaded_day AS day, l.name AS label, l.category,
  COUNT(*) AS image_count,
  CAST(MAX(b.confidence) AS DECIMAL(7,4)) AS highest_confidence
FROM warehouse.bridge_image_label b
JOIN warehouse.dim_label l ON l.label_id = b.label_id
JOIN warehouse.fact_image i ON i.image_id = b.image_id
WHERE l.kind = 'moderation' AND NOT i.is_deleted
GROUP BY i.uploaded_day, l.name, l.category`,
};
