/** The limits of a stage's pipeline. */
export interface PipelineLimits {
  /** Maximum number of concurrent thumbnailer invocations, for both queues. */
  readonly concurrency: number;
  /** Images per second that one invocation processes with one core. */
  readonly imagesPerSecond: number;
  /**
   * Rekognition's limit in calls per second and operation; an image needs one call of each of two
   * operations.
   */
  readonly analysesPerSecond: number;
  readonly connectionsPerInvocation: number;
  readonly maxConnections: number;
}

export const BOTTLENECKS = ['functions', 'rekognition', 'database'] as const;
export type Bottleneck = (typeof BOTTLENECKS)[number];

export interface Saturation {
  /** Images per second that each limit allows. */
  readonly rates: Readonly<Record<Bottleneck, number>>;
  /** The limit with the smallest rate. */
  readonly by: Bottleneck;
  readonly imagesPerSecond: number;
}

/** Returns the rate at which the pipeline saturates, which its slowest part determines. */
export function saturationOf(limits: PipelineLimits): Saturation {
  const { concurrency, imagesPerSecond, analysesPerSecond } = limits;
  const { maxConnections, connectionsPerInvocation } = limits;
  const connected = Math.floor(maxConnections / connectionsPerInvocation);
  const rates = {
    functions: concurrency * imagesPerSecond,
    rekognition: analysesPerSecond,
    database: connected * imagesPerSecond,
  };
  const by = BOTTLENECKS.reduce((weakest, each) => (rates[each] < rates[weakest] ? each : weakest));
  return { rates, by, imagesPerSecond: rates[by] };
}

/** Uploads that arrive at a constant rate. */
export interface Arrivals {
  readonly uploads: number;
  /** Duration of the arrivals; 0 if all arrive at once. */
  readonly overSeconds: number;
}

export interface Drain {
  /** Number of waiting images when the last one arrives. */
  readonly backlog: number;
  /** Time that the last image waits. */
  readonly longestWaitSeconds: number;
}

/** Simulates a queue with a server of a constant rate: images that arrive faster than that wait. */
export function drainOf(
  { uploads, overSeconds }: Arrivals,
  { imagesPerSecond }: Pick<Saturation, 'imagesPerSecond'>,
): Drain {
  const backlog = Math.max(0, uploads - imagesPerSecond * overSeconds);
  return { backlog, longestWaitSeconds: backlog / imagesPerSecond };
}
