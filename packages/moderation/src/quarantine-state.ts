import type { ImageRecord } from '@miniatura/metadata';

/**
 * The state of a quarantined image.
 * - `held`: not reviewed yet; the original is in quarantine.
 * - `released`: approved by a review or a milder policy; the original is being restored.
 * - `rejected`: rejected by a review; the original is deleted.
 */
export const QUARANTINE_STATES = ['held', 'released', 'rejected'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** Returns null for an image that is not quarantined. */
export function quarantineStateOf(
  image: Pick<ImageRecord, 'status' | 'moderationVerdict' | 'reviewDecision'>,
): QuarantineState | null {
  if (image.status !== 'quarantined') return null;
  if (image.reviewDecision === 'reject') return 'rejected';
  const isReleased = image.reviewDecision === 'approve' || image.moderationVerdict !== 'quarantine';
  return isReleased ? 'released' : 'held';
}
