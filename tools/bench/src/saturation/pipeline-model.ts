/** What bounds the pipeline of a stage. */
export interface PipelineLimits {
  /** Invocations of the thumbnailer at a time, of both queues. */
  readonly concurrency: number;
  /** What one invocation processes, with a core of its own. */
  readonly imagesPerSecond: number;
  /** How many calls of an operation Rekognition takes a second; an image makes one of each of two. */
  readonly analysesPerSecond: number;
  readonly connectionsPerInvocation: number;
  readonly maxConnections: number;
}

export const BOTTLENECKS = ['functions', 'rekognition', 'database'] as const;
export type Bottleneck = (typeof BOTTLENECKS)[number];

export interface Saturation {
  /** Images per second that each could bear by itself. */
  readonly bears: Readonly<Record<Bottleneck, number>>;
  /** The least of them. */
  readonly by: Bottleneck;
  readonly imagesPerSecond: number;
}

/** Where the pipeline saturates: no more images than the weakest part bears get through. */
export function saturationOf(limits: PipelineLimits): Saturation {
  const { concurrency, imagesPerSecond, analysesPerSecond } = limits;
  const { maxConnections, connectionsPerInvocation } = limits;
  const connected = Math.floor(maxConnections / connectionsPerInvocation);
  const bears = {
    functions: concurrency * imagesPerSecond,
    rekognition: analysesPerSecond,
    database: connected * imagesPerSecond,
  };
  const by = BOTTLENECKS.reduce((weakest, each) => (bears[each] < bears[weakest] ? each : weakest));
  return { bears, by, imagesPerSecond: bears[by] };
}

/** Uploads that arrive evenly. */
export interface Arrivals {
  readonly uploads: number;
  /** 0 for all at once. */
  readonly overSeconds: number;
}

export interface Drain {
  /** Images that wait when the last one arrives. */
  readonly backlog: number;
  /** How long the last one waits. */
  readonly lastWaitsSeconds: number;
}

/** A queue before a server of a constant rate: what arrives faster than it is served waits. */
export function drainOf(
  { uploads, overSeconds }: Arrivals,
  { imagesPerSecond }: Pick<Saturation, 'imagesPerSecond'>,
): Drain {
  const backlog = Math.max(0, uploads - imagesPerSecond * overSeconds);
  return { backlog, lastWaitsSeconds: backlog / imagesPerSecond };
}
