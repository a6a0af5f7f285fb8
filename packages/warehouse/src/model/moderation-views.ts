import { column, type ViewDefinition } from './definitions.ts';

export const moderationVerdictsDaily: ViewDefinition = {
  name: 'analytics.v_moderation_verdicts_daily',
  comment: 'What the moderation policy said of the images of a day, and what people then decided',
  readableBy: 'analyst',
  columns: [
    column('day', 'DATE', 'Day of the upload, UTC'),
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
