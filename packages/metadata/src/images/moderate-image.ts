import type { Kysely, Transaction } from 'kysely';
import { z } from 'zod';
import { databaseErrorOf } from '../database/database-failure.ts';
import { DatabaseError } from '../errors.ts';
import { NO_FACTS } from './image-change.ts';
import { imageFields as f, type ModerationVerdict, type ReviewDecision } from './image-fields.ts';
import { insertOutbox } from '../outbox/insert-outbox.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { nextRowVersion } from './next-row-version.ts';
import { parseOrRefuse } from '../parse-or-refuse.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, ImageUpdate, MetadataTables, OutboxOperation } from '../database/tables.ts';

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;

const verdictSchema = z.object({
  imageId: f.imageId,
  rowVersion: f.rowVersion,
  moderationVerdict: f.moderationVerdict,
  moderationPolicy: f.moderationPolicy,
  status: z.enum(['processed', 'quarantined']),
});
/** A verdict on the version of an image that was judged, and the status that the image has by it. */
export type RecordedVerdict = Readonly<z.input<typeof verdictSchema>>;

const reviewSchema = z.object({
  imageId: f.imageId,
  decision: f.reviewDecision,
  reviewedBy: f.uploadedBy,
  reason: f.reviewReason,
});
/** Who decided what of which image, and why (1–1,000 characters). */
export type ModerationReview = Readonly<z.input<typeof reviewSchema>>;

/**
 * `written`: the decision is in the trace and on the row. `repeat`: the row said so before.
 * `decided-otherwise`: the other decision was taken before. `nothing-to-review`: the image was
 * neither flagged nor quarantined, or is gone. All but the first changed nothing.
 */
export const REVIEW_OUTCOMES = [
  'written',
  'repeat',
  'decided-otherwise',
  'nothing-to-review',
] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** An entry of the trace. `reviewedAt` is ISO 8601, UTC. */
export interface ReviewEntry {
  readonly decision: ReviewDecision;
  readonly reviewedBy: string;
  readonly reason: string;
  readonly reviewedAt: string;
  readonly sha256: string | null;
  readonly moderationVerdict: ModerationVerdict;
  readonly moderationPolicy: string;
}

/** Writes a verdict, unless the row has moved on since it was read: `stale` then. */
export function recordVerdict(db: Db, input: RecordedVerdict): Promise<'written' | 'stale'> {
  const verdict = parseOrRefuse(verdictSchema, input, 'moderation verdict');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, verdict.imageId);
    if (row?.row_version !== verdict.rowVersion) return 'stale';
    if (verdict.status === 'quarantined') await deleteRenditions(tx, row);
    await updateRow(tx, row, {
      status: verdict.status,
      moderation_verdict: verdict.moderationVerdict,
      moderation_policy: verdict.moderationPolicy,
    });
    return 'written';
  });
}

/**
 * Enters a decision in the trace and on the row. What is rejected is quarantined for good; what is
 * approved stays as it is until its thumbnails are there again.
 */
export function recordReview(db: Db, input: ModerationReview): Promise<ReviewOutcome> {
  const review = parseOrRefuse(reviewSchema, input, 'review');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, review.imageId);
    if (row === undefined || !isReviewable(row)) return 'nothing-to-review';
    if (row.review_decision === review.decision) return 'repeat';
    if (row.review_decision !== null) return 'decided-otherwise';
    await writeReview(tx, row, review);
    return 'written';
  });
}

type Reviewable = ImageRow & {
  readonly moderation_verdict: ModerationVerdict;
  readonly moderation_policy: string;
};

function isReviewable(row: ImageRow): row is Reviewable {
  const isThere = row.status === 'processed' || row.status === 'quarantined';
  const isSuspect = row.moderation_verdict === 'flag' || row.moderation_verdict === 'quarantine';
  return isThere && row.moderation_policy !== null && (isSuspect || row.review_decision !== null);
}

async function writeReview(
  tx: Tx,
  row: Reviewable,
  { imageId, decision, reviewedBy, reason }: z.output<typeof reviewSchema>,
): Promise<void> {
  const { sha256, moderation_verdict, moderation_policy } = row;
  const reviewed_at = toSqlTime(new Date().toISOString());
  const verdict = { moderation_verdict, moderation_policy };
  const entry = { image_id: imageId, sha256, decision, reviewed_by: reviewedBy, reason };
  const values = { ...entry, reviewed_at, ...verdict };
  await tx.insertInto('moderation_review').values(values).execute();
  const decided = { review_decision: decision, reviewed_at };
  if (decision === 'approve') return updateRow(tx, row, decided);
  await deleteRenditions(tx, row);
  await updateRow(tx, row, { ...decided, status: 'quarantined' });
}

/** Leaves the tombstone of a quarantined image, with nothing of the picture; false if it is none. */
export function removeQuarantined(db: Db, input: string): Promise<boolean> {
  const imageId = parseOrRefuse(f.imageId, input, 'image id');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, imageId);
    if (row?.status !== 'quarantined') return false;
    await tx.deleteFrom('image_label').where('image_id', '=', imageId).execute();
    await tx.deleteFrom('moderation_review').where('image_id', '=', imageId).execute();
    const removed_at = toSqlTime(new Date().toISOString());
    await updateRow(tx, row, { ...NO_FACTS, status: 'removed', removed_at }, 'D');
    return true;
  });
}

/** The trace of an image's reviews, oldest first. */
export async function listReviews(db: Db, input: string): Promise<ReviewEntry[]> {
  const imageId = parseOrRefuse(f.imageId, input, 'image id');
  const rows = await db
    .selectFrom('moderation_review')
    .selectAll()
    .where('image_id', '=', imageId)
    .orderBy('review_id')
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map((row) => ({
    decision: row.decision,
    reviewedBy: row.reviewed_by,
    reason: row.reason,
    reviewedAt: toIsoTime(row.reviewed_at),
    sha256: row.sha256,
    moderationVerdict: row.moderation_verdict,
    moderationPolicy: row.moderation_policy,
  }));
}

function findRow(tx: Tx, imageId: string): Promise<ImageRow | undefined> {
  return tx.selectFrom('image').selectAll().where('image_id', '=', imageId).executeTakeFirst();
}

async function deleteRenditions(tx: Tx, { image_id }: ImageRow): Promise<void> {
  await tx.deleteFrom('rendition').where('image_id', '=', image_id).execute();
}

/** As with every change: a new version, guarded by the one that was read, and its change mark. */
async function updateRow(
  tx: Tx,
  row: ImageRow,
  columns: ImageUpdate,
  op: OutboxOperation = 'U',
): Promise<void> {
  const rowVersion = nextRowVersion(row.row_version);
  const { numUpdatedRows } = await tx
    .updateTable('image')
    .set({ ...columns, row_version: rowVersion })
    .where('image_id', '=', row.image_id)
    .where('row_version', '=', row.row_version)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new DatabaseError('conflict', 'the row version moved');
  await insertOutbox(tx, { imageId: row.image_id, op, rowVersion });
}
