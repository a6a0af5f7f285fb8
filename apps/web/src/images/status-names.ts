import type { ImageStatus, ImageSummary } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';

export const IMAGE_STATUS_NAMES: Readonly<Record<ImageStatus, Message>> = {
  processed: 'Processed',
  rejected: 'Rejected',
  removed: 'Removed',
  quarantined: 'Held back',
  trashed: 'In the trash',
};

/** Returns the status as users see it. An approved image is quarantined until it has thumbnails. */
export function statusName({
  status,
  reviewDecision,
}: Pick<ImageSummary, 'status' | 'reviewDecision'>): string {
  const isApproved = status === 'quarantined' && reviewDecision === 'approve';
  return t(isApproved ? 'Approved' : IMAGE_STATUS_NAMES[status]);
}
