import type { ImageStatus } from '@miniatura/api-contract';

export const IMAGE_STATUS_NAMES: Readonly<Record<ImageStatus, string>> = {
  processed: 'Processed',
  rejected: 'Rejected',
  removed: 'Removed',
  quarantined: 'Held back',
  trashed: 'In the trash',
};
