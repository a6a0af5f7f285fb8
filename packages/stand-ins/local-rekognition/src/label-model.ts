import type { Picture } from './picture.ts';

/** A label with Rekognition's fields. No model here locates anything: there are no instances. */
export interface Label {
  readonly Name: string;
  /** 0–100. */
  readonly Confidence: number;
  readonly Instances: readonly [];
  readonly Parents: readonly { readonly Name: string }[];
  readonly Aliases: readonly { readonly Name: string }[];
  readonly Categories: readonly { readonly Name: string }[];
}

export interface DetectedLabels {
  /** `LabelModelVersion`: the model that has answered. */
  readonly version: string;
  /** The surest first. */
  readonly labels: readonly Label[];
}

/** What answers DetectLabels. */
export interface LabelModel {
  /** The version that it answers with, as a rule. */
  readonly version: string;
  /** @throws RekognitionError, when the model cannot answer */
  detect(picture: Picture, signal: AbortSignal): Promise<DetectedLabels>;
}

export const createLabel = (
  name: string,
  confidence: number,
  {
    parents = [],
    categories = [],
  }: Partial<Record<'parents' | 'categories', readonly string[]>> = {},
): Label => ({
  Name: name,
  Confidence: confidence,
  Instances: [],
  Parents: parents.map((Name) => ({ Name })),
  Aliases: [],
  Categories: categories.map((Name) => ({ Name })),
});
