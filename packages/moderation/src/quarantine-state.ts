import type { ImageRecord } from '@miniatura/metadata';

/**
 * Where a quarantined image stands.
 * - `held`: nobody has decided; the original lies in quarantine.
 * - `released`: it is on its way back, by a review or a milder policy.
 * - `rejected`: a review has removed it for good.
 */
export const QUARANTINE_STATES = ['held', 'released', 'rejected'] as const;
export type QuarantineState = (typeof QUARANTINE_STATES)[number];

/** Null for an image that is not quarantined. */
export function quarantineStateOf(
  image: Pick<ImageRecord, 'status' | 'moderationVerdict' | 'reviewDecision'>,
): QuarantineState | null {
  if (image.status !== 'quarantined') return null;
  if (image.reviewDecision === 'reject') return 'rejected';
  const isPardoned = image.reviewDecision === 'approve' || image.moderationVerdict !== 'quarantine';
  return isPardoned ? 'released' : 'held';
}
