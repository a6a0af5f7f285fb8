import type { Image } from './decoded-image.ts';

/** A label with Rekognition's fields. No model here locates objects, so there are no instances. */
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
  /** `LabelModelVersion`: the model that detected the labels. */
  readonly version: string;
  /** Ordered by confidence, highest first. */
  readonly labels: readonly Label[];
}

/** A model that answers DetectLabels. */
export interface LabelModel {
  /** The version that it usually returns. */
  readonly version: string;
  /** @throws RekognitionError when the model cannot answer */
  detect(image: Image, signal: AbortSignal): Promise<DetectedLabels>;
}

export function createLabel(
  name: string,
  confidence: number,
  {
    parents = [],
    categories = [],
  }: Partial<Record<'parents' | 'categories', readonly string[]>> = {},
): Label {
  return {
    Name: name,
    Confidence: confidence,
    Instances: [],
    Parents: parents.map((Name) => ({ Name })),
    Aliases: [],
    Categories: categories.map((Name) => ({ Name })),
  };
}
