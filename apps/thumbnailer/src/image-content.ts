import type {
  AnalysisStatus,
  FactOfBytes,
  Label,
  ProcessedImage,
  RenditionRecord,
} from '@miniatura/metadata';

/** The facts in the bytes of an image. */
export type ContentFacts = Pick<ProcessedImage, FactOfBytes>;

/** The alt text and its source. */
export type AltText = Pick<ProcessedImage, 'altText' | 'altTextSource' | 'altTextModel'>;

export interface ImageAnalysis {
  readonly status: AnalysisStatus;
  /** Why the analysis was skipped or failed, or whose labels were reused. */
  readonly detail?: string | null;
  readonly labels: readonly Label[];
  readonly moderationLabels: readonly Label[];
}

/** A processed or reused image, ready to be moderated, stored and recorded. */
export interface ImageContent {
  readonly facts: ContentFacts;
  readonly analysis: ImageAnalysis;
  /** Stores the thumbnails under their keys. */
  storeRenditions(): Promise<readonly RenditionRecord[]>;
  describe(): Promise<AltText>;
}
