/**
 * The most connections that Aurora MySQL takes, by the most capacity units that it may grow to.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/aurora-serverless-v2.setting-capacity.html
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

/** Of the largest listed size that is no larger. */
export const maxConnectionsOf = (capacity: number): number =>
  MAX_CONNECTIONS.findLast(([listed]) => listed <= capacity)?.[1] ?? 0;
