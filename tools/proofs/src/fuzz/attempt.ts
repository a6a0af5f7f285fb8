/** The result of one variant, as its process reports it. */
export type Attempt = {
  /** `made`, or the code of the rejection. */
  readonly outcome: string;
  /** What is wrong with that outcome, if anything. */
  readonly fault?: string;
};
