import type { ImageSummary } from '@miniatura/api-contract';
import { rejectionSentence } from '../images/rejection-sentence.ts';
import type { Upload } from './create-uploader.ts';

/** The state of a file between the disk and its thumbnail. */
export type UploadState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'uploading'; readonly percent: number; readonly isPaused: boolean }
  | { readonly kind: 'processing' }
  | { readonly kind: 'processed'; readonly image: ImageSummary }
  | { readonly kind: 'rejected'; readonly reason: string }
  | { readonly kind: 'failed'; readonly reason: string };

export function uploadStateOf(
  {
    error,
    progress,
    meta,
    isPaused = false,
  }: Pick<Upload, 'error' | 'progress' | 'meta' | 'isPaused'>,
  imageOf: (imageId: string) => ImageSummary | undefined,
): UploadState {
  if (error) return { kind: 'failed', reason: error };
  if (progress.uploadComplete !== true) {
    return progress.uploadStarted === null
      ? { kind: 'waiting' }
      : { kind: 'uploading', percent: progress.percentage ?? 0, isPaused };
  }
  const image = meta.imageId === undefined ? undefined : imageOf(meta.imageId);
  if (image === undefined) return { kind: 'processing' };
  return image.status === 'processed'
    ? { kind: 'processed', image }
    : { kind: 'rejected', reason: rejectionSentence(image) };
}
