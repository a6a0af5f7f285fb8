import type { ImportResult } from './import-result.ts';

const MOST_REASONS = 30;
const IMAGE_NAME = /\.(jpe?g|png|gif|webp|tiff?|avif|hei[cf])$/i;

/** Counts results in memory that does not grow with the number of files. */
export class ImportTally {
  /** The number of files per result, such as `rejected: corrupt`. */
  readonly counts = new Map<string, number>();
  /** The first files that were not processed although they have the name of an image. */
  readonly reasons: ImportResult[] = [];
  /** The number of files, except those with excluded names. */
  fileCount = 0;
  /** The number of files that were not processed although they have the name of an image. */
  reasonCount = 0;
  /** The number of files that were uploaded before. */
  knownCount = 0;
  /** The number of images that their owner can see. */
  imageCount = 0;
  hasFailed = false;

  add(result: ImportResult): void {
    const { status, code, file, imageId, isNew } = result;
    const what = code === null ? status : `${status}: ${code}`;
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    if (status === 'failed') this.hasFailed = true;
    if (status !== 'failed' && imageId !== null) this.imageCount++;
    if (status !== 'failed' && imageId !== null && !isNew) this.knownCount++;
    if (status !== 'skipped' || code === 'not-an-image') this.fileCount++;
    if (code === null || (status === 'skipped' && !isMisnamed(result, file))) return;
    this.reasonCount++;
    if (this.reasons.length < MOST_REASONS) this.reasons.push(result);
  }
}

function isMisnamed({ code }: ImportResult, file: string): boolean {
  return code === 'not-an-image' && IMAGE_NAME.test(file);
}
