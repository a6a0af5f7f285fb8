import type { ImportResult } from './import-result.ts';

const MOST_REASONS = 30;
const IMAGE_NAME = /\.(jpe?g|png|gif|webp|tiff?|avif|hei[cf])$/i;

/** Counts of what became of files, in memory that does not grow with their number. */
export class ImportTally {
  /** How many files came to each result, such as `rejected: corrupt`. */
  readonly counts = new Map<string, number>();
  /** The first files that were not processed though their name promises an image. */
  readonly reasons: ImportResult[] = [];
  /** Files, without those whose name is left out. */
  fileCount = 0;
  /** Files that were not processed though their name promises an image. */
  reasonCount = 0;
  /** Files that had been uploaded before. */
  knownCount = 0;
  /** Images that their owner can see. */
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
