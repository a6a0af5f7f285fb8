/**
 * Why something is a finding. `outlived`: it expired at least an hour ago. `expired`: it expired
 * later, and the next purge deletes it within the hour. `orphan`: it has not expired, but its row
 * or its object is missing.
 */
export const FINDING_REASONS = ['outlived', 'expired', 'orphan'] as const;
export type FindingReason = (typeof FINDING_REASONS)[number];

/** The kind and place of a finding. */
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
  'webhook-delivery',
  'row-without-original',
  'row-without-thumbnails',
  'warehouse-image',
  'warehouse-labels',
  'warehouse-owner',
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly reason: FindingReason;
  readonly kind: FindingKind;
  /** `s3://bucket/key`, with `?versionId=` in a versioned bucket; or a table and a key. */
  readonly where: string;
  /** When it expired; null for an orphan, and when only the source knows. */
  readonly dueAt: Date | null;
}

/** More findings are counted but not stored. */
const MAX_FINDINGS = 1000;

/** Counts all findings and stores the first ones. */
export class Findings {
  readonly first: Finding[] = [];
  readonly #counts: Record<FindingReason, number> = { outlived: 0, expired: 0, orphan: 0 };

  add(finding: Finding): void {
    this.#counts[finding.reason] += 1;
    if (this.first.length < MAX_FINDINGS) this.first.push(finding);
  }

  /** The number of findings of all reasons. */
  get total(): number {
    return FINDING_REASONS.reduce((sum, reason) => sum + this.#counts[reason], 0);
  }

  count(reason: FindingReason): number {
    return this.#counts[reason];
  }
}
