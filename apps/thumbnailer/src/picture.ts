import type {
  AnalysisStatus,
  FactOfBytes,
  Label,
  ProcessedImage,
  RenditionRecord,
} from '@miniatura/metadata';

/** What the bytes of a picture tell. */
export type PictureFacts = Pick<ProcessedImage, FactOfBytes>;

/** Words for those who cannot see the picture, and where they are from. */
export type AltText = Pick<ProcessedImage, 'altText' | 'altTextSource' | 'altTextModel'>;

export interface PictureAnalysis {
  readonly status: AnalysisStatus;
  /** Why it was skipped or has failed, or whose labels these are. */
  readonly detail?: string | null;
  readonly labels: readonly Label[];
  readonly moderationLabels: readonly Label[];
}

/** A picture that is made, or known from before: ready to be judged, stored and recorded. */
export interface Picture {
  readonly facts: PictureFacts;
  readonly analysis: PictureAnalysis;
  /** Brings the thumbnails to their keys. */
  storeRenditions(): Promise<readonly RenditionRecord[]>;
  describe(): Promise<AltText>;
}
