/** The names of all migrations, oldest first. */
export const MIGRATION_NAMES = [
  '0001-image',
  '0002-analysis-call',
  '0003-etl',
  '0004-lists',
  '0005-moderation',
  '0006-duplicates',
  '0007-script-results',
  '0008-purges',
  '0009-failures',
  '0010-file-names',
  '0011-rendition-fingerprint',
  '0012-exact-text',
  '0013-camera',
  '0014-trash',
  '0015-signing-key',
  '0016-image-changes',
  '0017-outbox-trace',
  '0018-webhooks',
  '0019-idempotency-key',
  '0020-webhook-queues',
  '0021-image-counts',
] as const;

export type MigrationName = (typeof MIGRATION_NAMES)[number];
