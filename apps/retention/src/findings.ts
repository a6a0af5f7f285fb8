/**
 * `outlived`: it expired an hour ago, or earlier. `expired`: it expired since, and the next purge deletes
 * it within the hour. `orphan`: it is not expired yet, and its row or its object is missing.
 */
export const VERDICTS = ['outlived', 'expired', 'orphan'] as const;
export type Verdict = (typeof VERDICTS)[number];

/** What was found, in the words of the place where it is. */
export const FINDING_KINDS = [
  'original',
  'quarantined-original',
  'delete-marker',
  'multipart-upload',
  'thumbnail',
  'staged-file',
  'lake-file',
  'copy',
  'row',
  'failure',
  'row-without-original',
  'row-without-thumbnails',
  'warehouse-image',
  'warehouse-labels',
  'warehouse-owner',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly verdict: Verdict;
  readonly kind: FindingKind;
  /** `s3://bucket/key`, with `?versionId=` where there are versions; or a table and its key. */
  readonly where: string;
  /** When it should have been gone; null for an orphan, and where only the source knows. */
  readonly dueAt: Date | null;
}

/** Enough to see what is wrong. */
const MAX_FINDINGS = 1000;

/** Counts all findings, and keeps the first. */
export class Findings {
  readonly kept: Finding[] = [];
  readonly #counts: Record<Verdict, number> = { outlived: 0, expired: 0, orphan: 0 };

  add(finding: Finding): void {
    this.#counts[finding.verdict] += 1;
    if (this.kept.length < MAX_FINDINGS) this.kept.push(finding);
  }

  /** Of any verdict. */
  get total(): number {
    return VERDICTS.reduce((sum, verdict) => sum + this.#counts[verdict], 0);
  }

  count(verdict: Verdict): number {
    return this.#counts[verdict];
  }
}
