import type { AnalysisImage, PaidCall } from './analyse-image.ts';

/** An alt text that a model wrote. */
export interface Description {
  readonly altText: string;
  /** The model's id. */
  readonly altTextModel: string;
}

/**
 * Describes an image by a model. Returns undefined when that fails for any reason: no image is
 * rejected because its alt text is missing. Only errors of the ledger are thrown.
 */
export type DescribeImage = (
  image: AnalysisImage,
  enterInLedger: (call: PaidCall) => Promise<void>,
) => Promise<Description | undefined>;
