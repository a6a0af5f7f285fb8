import type { Kysely, Transaction } from 'kysely';
import * as z from 'zod';
import { databaseErrorOf } from '../database/database-failure.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { toIsoTime, toSqlTime } from '../database/sql-time.ts';
import type { ImageRow, MetadataTables } from '../database/tables.ts';
import { lazily } from '../lazily.ts';
import { parseOrReject } from '../parse-or-reject.ts';
import { imageFields as f, type ModerationVerdict, type ReviewDecision } from './image-fields.ts';
import { CLEARED_COLUMNS } from './image-row.ts';
import { updateImage } from './update-image.ts';

type Db = Kysely<MetadataTables>;
type Tx = Transaction<MetadataTables>;

const verdictSchema = lazily(() =>
  z.object({
    imageId: f.imageId,
    rowVersion: f.rowVersion,
    moderationVerdict: f.moderationVerdict,
    moderationPolicy: f.moderationPolicy,
    status: z.enum(['processed', 'quarantined']),
  }),
);
/** A verdict on the version of an image that was checked, and the resulting status of the image. */
export type RecordedVerdict = Readonly<z.input<ReturnType<typeof verdictSchema>>>;

const reviewSchema = lazily(() =>
  z.object({
    imageId: f.imageId,
    decision: f.reviewDecision,
    reviewedBy: f.uploadedBy,
    reason: f.reviewReason,
  }),
);
/** A decision on an image, with the reviewer and the reason (1–1,000 characters). */
export type ModerationReview = Readonly<z.input<ReturnType<typeof reviewSchema>>>;

/**
 * `written`: the decision is recorded in the reviews and on the row. `repeat`: it was recorded
 * before. `decided-otherwise`: the opposite decision exists. `nothing-to-review`: the image is
 * neither flagged nor quarantined, or does not exist. Only `written` changes anything.
 */
export const REVIEW_OUTCOMES = [
  'written',
  'repeat',
  'decided-otherwise',
  'nothing-to-review',
] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** A recorded review. `reviewedAt` is ISO 8601 in UTC. */
export interface ReviewEntry {
  readonly decision: ReviewDecision;
  readonly reviewedBy: string;
  readonly reason: string;
  readonly reviewedAt: string;
  readonly sha256: string | null;
  readonly moderationVerdict: ModerationVerdict;
  readonly moderationPolicy: string;
}

/** Writes a verdict, unless the row has changed since it was read; then the result is `stale`. */
export function recordVerdict(db: Db, input: RecordedVerdict): Promise<'written' | 'stale'> {
  const verdict = parseOrReject(verdictSchema(), input, 'moderation verdict');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, verdict.imageId);
    if (row?.rowVersion !== verdict.rowVersion) return 'stale';
    if (verdict.status === 'quarantined') await deleteRenditions(tx, row);
    await updateImage(tx, row, {
      status: verdict.status,
      moderationVerdict: verdict.moderationVerdict,
      moderationPolicy: verdict.moderationPolicy,
    });
    return 'written';
  });
}

/**
 * Records a decision in the reviews and on the row. A rejected image stays quarantined permanently;
 * an approved one keeps its status until its thumbnails exist again.
 */
export function recordReview(db: Db, input: ModerationReview): Promise<ReviewOutcome> {
  const review = parseOrReject(reviewSchema(), input, 'review');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, review.imageId);
    if (row === undefined || !isReviewable(row)) return 'nothing-to-review';
    if (row.reviewDecision === review.decision) return 'repeat';
    if (row.reviewDecision !== null) return 'decided-otherwise';
    await writeReview(tx, row, review);
    return 'written';
  });
}

type Reviewable = ImageRow & {
  readonly moderationVerdict: ModerationVerdict;
  readonly moderationPolicy: string;
};

function isReviewable(row: ImageRow): row is Reviewable {
  const isThere = row.status === 'processed' || row.status === 'quarantined';
  const isSuspect = row.moderationVerdict === 'flag' || row.moderationVerdict === 'quarantine';
  return isThere && row.moderationPolicy !== null && (isSuspect || row.reviewDecision !== null);
}

async function writeReview(
  tx: Tx,
  row: Reviewable,
  { imageId, decision, reviewedBy, reason }: z.output<ReturnType<typeof reviewSchema>>,
): Promise<void> {
  const { sha256, moderationVerdict, moderationPolicy } = row;
  const reviewedAt = toSqlTime(new Date().toISOString());
  const verdict = { moderationVerdict, moderationPolicy };
  const entry = { imageId, sha256, decision, reviewedBy, reason };
  const values = { ...entry, reviewedAt, ...verdict };
  await tx.insertInto('moderationReview').values(values).execute();
  const decided = { reviewDecision: decision, reviewedAt };
  if (decision === 'approve') return updateImage(tx, row, decided);
  await deleteRenditions(tx, row);
  await updateImage(tx, row, { ...decided, status: 'quarantined' });
}

/** Writes the tombstone of a quarantined image without its data; false if it is not quarantined. */
export function removeQuarantined(db: Db, input: string): Promise<boolean> {
  const imageId = parseOrReject(f.imageId, input, 'image id');
  return inTransaction(db, async (tx) => {
    const row = await findRow(tx, imageId);
    if (row?.status !== 'quarantined') return false;
    await tx.deleteFrom('imageLabel').where('imageId', '=', imageId).execute();
    await tx.deleteFrom('moderationReview').where('imageId', '=', imageId).execute();
    const removedAt = toSqlTime(new Date().toISOString());
    await updateImage(tx, row, { ...CLEARED_COLUMNS, status: 'removed', removedAt }, 'D');
    return true;
  });
}

/** The reviews of an image, oldest first. */
export async function listReviews(db: Db, input: string): Promise<ReviewEntry[]> {
  const imageId = parseOrReject(f.imageId, input, 'image id');
  const rows = await db
    .selectFrom('moderationReview')
    .selectAll()
    .where('imageId', '=', imageId)
    .orderBy('reviewId')
    .execute()
    .catch((error: unknown) => Promise.reject(databaseErrorOf(error)));
  return rows.map((row) => ({
    decision: row.decision,
    reviewedBy: row.reviewedBy,
    reason: row.reason,
    reviewedAt: toIsoTime(row.reviewedAt),
    sha256: row.sha256,
    moderationVerdict: row.moderationVerdict,
    moderationPolicy: row.moderationPolicy,
  }));
}

function findRow(tx: Tx, imageId: string): Promise<ImageRow | undefined> {
  return tx.selectFrom('image').selectAll().where('imageId', '=', imageId).executeTakeFirst();
}

async function deleteRenditions(tx: Tx, { imageId }: ImageRow): Promise<void> {
  await tx.deleteFrom('rendition').where('imageId', '=', imageId).execute();
}
