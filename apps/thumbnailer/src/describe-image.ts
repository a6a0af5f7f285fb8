import type { AnalysablePicture, PaidCall } from './analyse-image.ts';

/** Alt text that a model wrote. */
export interface Description {
  readonly altText: string;
  /** The model's id. */
  readonly altTextModel: string;
}

/**
 * Alt text of a picture by a model that sees it, or undefined where none is to be had, whatever the
 * reason: no picture fails for want of it. Throws only what the ledger throws.
 */
export type DescribeImage = (
  picture: AnalysablePicture,
  enterInLedger: (call: PaidCall) => Promise<void>,
) => Promise<Description | undefined>;
