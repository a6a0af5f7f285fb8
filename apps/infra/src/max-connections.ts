/**
 * The default maximum of connections to Aurora MySQL, by its maximum capacity in ACU.
 * @see
 *   https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
 */
const MAX_CONNECTIONS: readonly (readonly [capacity: number, connections: number])[] = [
  [1, 90],
  [4, 135],
  [8, 1000],
  [16, 2000],
  [32, 3000],
  [64, 4000],
  [128, 5000],
  [192, 6000],
];

/** Returns the maximum for the largest listed capacity that is not larger. */
export function maxConnectionsOf(capacity: number): number {
  return MAX_CONNECTIONS.findLast(([listed]) => listed <= capacity)?.[1] ?? 0;
}
