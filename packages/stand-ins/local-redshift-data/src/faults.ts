import { setTimeout as sleep } from 'node:timers/promises';
import { DataApiError } from './errors.ts';

export const FAULT_KINDS = ['throttle', 'fail', 'lose-response', 'delay'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** A fault that is injected into requests, for tests of clients. */
export interface Fault {
  /** Name of the operation, such as `ExecuteStatement`. */
  readonly operation: string;
  /**
   * `throttle` and `fail` reject the request before it is executed. `lose-response` executes it and
   * then drops the connection. `delay` waits first.
   */
  readonly kind: FaultKind;
  /** Number of affected requests; by default 1. */
  readonly count?: number;
  /** Delay in milliseconds, for `delay`. */
  readonly delayMs?: number;
}

/** Pending faults in the order in which they were added. */
export class Faults {
  #pending: (Fault & { count: number })[] = [];

  add(fault: Fault): void {
    this.#pending.push({ ...fault, count: fault.count ?? 1 });
  }

  /** Returns the fault for this request, if there is one. */
  take(operation: string): Fault | undefined {
    const fault = this.#pending.find((pending) => pending.operation === operation);
    if (fault === undefined) return undefined;
    fault.count -= 1;
    this.#pending = this.#pending.filter(({ count }) => count > 0);
    return fault;
  }
}

/** Applies a fault before the operation. @throws DataApiError for `throttle` and `fail` */
export async function applyFault(fault: Fault | undefined, signal: AbortSignal): Promise<void> {
  if (fault?.kind === 'throttle') {
    throw new DataApiError('ThrottlingException', 'Rate exceeded');
  }
  if (fault?.kind === 'fail') {
    throw new DataApiError('InternalServerException', 'A fault that a test asked for');
  }
  if (fault?.kind !== 'delay') return;
  await sleep(fault.delayMs ?? 0, undefined, { signal }).catch(() => undefined);
}
