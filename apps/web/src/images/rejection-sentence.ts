import type { ImageSummary } from '@miniatura/api-contract';
import { t } from '../language/language.ts';
import type { Message } from '../language/spanish.ts';

const SENTENCES: Readonly<Record<string, Message>> = {
  empty: 'The file is empty.',
  'unsupported-type': 'This file type is not supported.',
  'unsupported-feature': 'This image uses a feature of its format that is not supported.',
  'too-large': 'The file is too large.',
  'too-many-pixels': 'The image has too many pixels.',
  'too-many-frames': 'The animation has too many frames.',
  'too-many-channels': 'The image has too many colour channels.',
  'too-complex': 'The image is too complex to be drawn.',
  corrupt: 'The image is damaged and cannot be read.',
  'no-visible-pixels': 'The image is fully transparent: there is nothing to see.',
  'too-slow': 'The image took too long to read.',
};

/** Returns the reason why there is no thumbnail, as a sentence for users. */
export function rejectionSentence({
  status,
  rejectionCode,
  reviewDecision,
}: Pick<ImageSummary, 'status' | 'rejectionCode' | 'reviewDecision'>): string {
  if (reviewDecision === 'reject') return t('A reviewer has rejected this image.');
  if (status === 'quarantined' && reviewDecision === 'approve') {
    return t('A reviewer has approved this image. Its thumbnails are being made.');
  }
  if (status === 'quarantined') return t('Hidden until an admin has reviewed it.');
  if (status === 'trashed') return t('This image is in the trash.');
  if (status === 'removed') return t('This image was removed.');
  return t(SENTENCES[rejectionCode ?? ''] ?? 'This image was rejected.');
}
