/** What came of one variant, as the process tells that has tried it. */
export type Attempt = {
  /** `made`, or the code of the refusal. */
  readonly outcome: string;
  /** What is wrong with that outcome, if anything. */
  readonly fault?: string;
};
