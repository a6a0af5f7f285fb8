import type { Footprint } from '../soak/stack-process.ts';

export interface ServerReport {
  readonly name: string;
  /** How many exchanges ended with each status of HTTP; 0 stands for none. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Exchanges whose answer blames the server, by name and index. */
  readonly faults: readonly string[];
}

export interface ProcessFootprint {
  readonly name: string;
  /** After the first tenth of the exchanges. */
  readonly before: Footprint;
  readonly after: Footprint;
}

export interface ClientsReport {
  readonly servers: readonly ServerReport[];
  readonly footprints: readonly ProcessFootprint[];
  /** Normal requests that were not answered as they should be. */
  readonly failures: readonly string[];
  /** What was acknowledged and is gone, or is there in part. */
  readonly losses: readonly string[];
  /** Errors that nothing has handled, in the stack's log. */
  readonly unhandledCount: number;
  readonly isRunning: boolean;
}

/** What V8's heap and the memory of objects on it may have grown by: caches, and nothing else. */
export const MAX_GROWTH_BYTE_COUNT = 64_000_000;

/** What hostile clients have done to the servers, in sentences; none when they have done nothing. */
export function judgeClients(report: ClientsReport): readonly string[] {
  const { servers, footprints, failures, losses, unhandledCount, isRunning } = report;
  const died = isRunning ? [] : ['Expected the processes to run but one has ended'];
  const unhandled =
    unhandledCount > 0 ? [`Expected every error to be handled but ${unhandledCount} were not`] : [];
  const faults = servers.flatMap(({ name, faults: each }) =>
    each.map((fault) => `${name}: ${fault}`),
  );
  return [
    ...died,
    ...unhandled,
    ...failures,
    ...losses,
    ...faults,
    ...footprints.flatMap(judgeGrowth),
  ];
}

/** What a process holds more than it may, in sentences. */
export function judgeGrowth({ name, before, after }: ProcessFootprint): readonly string[] {
  const heldBy = ({ heapByteCount, externalByteCount }: Footprint) =>
    heapByteCount + externalByteCount;
  const growth = heldBy(after) - heldBy(before);
  const heavier =
    growth > MAX_GROWTH_BYTE_COUNT
      ? [`${name}: expected at most ${MAX_GROWTH_BYTE_COUNT} more bytes but received ${growth}`]
      : [];
  const opened = (['sockets', 'files'] as const).flatMap((kind) => {
    const [first, last] = [before.open?.[kind] ?? 0, after.open?.[kind] ?? 0];
    return last > first
      ? [`${name}: expected at most ${first} open ${kind} but received ${last}`]
      : [];
  });
  return [...heavier, ...opened];
}
