import type { ImageSummary } from '@miniatura/api-contract';

const SENTENCES: Readonly<Record<string, string>> = {
  empty: 'The file is empty.',
  'unsupported-type': 'This is not a picture of a kind that is taken.',
  'unsupported-feature': 'This picture uses a feature of its format that is not taken.',
  'too-large': 'The file is too large.',
  'too-many-pixels': 'The picture has too many pixels.',
  'too-many-frames': 'The animation has too many frames.',
  'too-many-channels': 'The picture has too many colour channels.',
  'too-complex': 'The picture is too complex to be drawn.',
  corrupt: 'The picture is damaged and cannot be read.',
  'no-visible-pixels': 'The picture is transparent throughout: there is nothing to see.',
  'too-slow': 'The picture took too long to read.',
};

/** Returns the reason why there is no thumbnail, as a sentence for users. */
export function refusalSentence({
  status,
  rejectionCode,
  reviewDecision,
}: Pick<ImageSummary, 'status' | 'rejectionCode' | 'reviewDecision'>): string {
  if (reviewDecision === 'reject') return 'A reviewer has rejected this picture.';
  if (status === 'quarantined' && reviewDecision === 'approve') {
    return 'A reviewer has approved this picture. It is on its way back.';
  }
  if (status === 'quarantined') return 'Held back until somebody has reviewed it.';
  if (status === 'trashed') return 'This picture is in the trash.';
  if (status === 'removed') return 'This picture was removed.';
  return SENTENCES[rejectionCode ?? ''] ?? 'This picture was refused.';
}
