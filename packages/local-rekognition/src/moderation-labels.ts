/** A moderation label with Rekognition's fields. */
export interface ModerationLabel {
  readonly Name: string;
  /** 0–100. */
  readonly Confidence: number;
  /** Empty for a label of level 1. */
  readonly ParentName: string;
  /** 1–3. */
  readonly TaxonomyLevel: number;
}

/** For tests: what is found on a picture of these bytes, since pixels alone do not tell. */
export type ModerationLabels = (bytes: Uint8Array) => readonly ModerationLabel[];
