/**
 * List prices of Lambda on arm64 in us-east-1, in US dollars.
 * @see ../../../../docs/deploy.md#what-it-costs for their source
 */
const DOLLARS_PER_GB_SECOND = 0.0000133;
const DOLLARS_PER_MILLION_CALLS = 0.2;
/**
 * The memory in GB with which a function has one core.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 */
const ONE_CORE_GB = 1769 / 1024;

/** What an amount of processor time per image means. */
export interface ImageCost {
  readonly imagesPerSecondPerCore: number;
  /** US dollars for a million images, each in a call of its own, on a core of Lambda. */
  readonly dollarsPerMillion: number;
}

/**
 * Computes the rate and the cost of images.
 * @param cpuMs processor time per image in milliseconds. A core of Lambda is assumed to need as much.
 */
export function lambdaCostOf(cpuMs: number): ImageCost {
  const gbSecondsPerMillion = cpuMs * 1000 * ONE_CORE_GB;
  return {
    imagesPerSecondPerCore: 1000 / cpuMs,
    dollarsPerMillion: gbSecondsPerMillion * DOLLARS_PER_GB_SECOND + DOLLARS_PER_MILLION_CALLS,
  };
}
