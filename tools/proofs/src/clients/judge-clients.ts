import type { Footprint } from '../soak/stack-process.ts';

export interface ServerReport {
  readonly name: string;
  /** Number of exchanges by HTTP status; 0 means no response. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Exchanges with a 5xx response, by name and index. */
  readonly faults: readonly string[];
}

export interface ProcessFootprint {
  readonly name: string;
  /** Measured after the first tenth of the exchanges. */
  readonly before: Footprint;
  readonly after: Footprint;
}

export interface ClientsReport {
  readonly servers: readonly ServerReport[];
  readonly footprints: readonly ProcessFootprint[];
  /** Normal requests with a wrong response. */
  readonly failures: readonly string[];
  /** Acknowledged data that is lost or incomplete. */
  readonly losses: readonly string[];
  /** Number of unhandled errors in the stack's log. */
  readonly unhandledCount: number;
  readonly isRunning: boolean;
}

/** Allowed growth in bytes of V8's heap and the memory of its objects, for caches. */
export const MAX_GROWTH_BYTE_COUNT = 64_000_000;

/** Returns the damage that hostile clients have done, as sentences; none if there is none. */
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

/** Returns what exceeds the allowed growth of a process, as sentences. */
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
