import { setTimeout as sleep } from 'node:timers/promises';
import { DataApiError } from './errors.ts';

export const FAULT_KINDS = ['throttle', 'fail', 'lose-response', 'delay'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** Something to go wrong, for a test of how a caller bears it. */
export interface Fault {
  /** `ExecuteStatement` and its like. */
  readonly operation: string;
  /**
   * `throttle` and `fail` refuse the request before anything is done; `lose-response` does all of
   * it and then drops the connection; `delay` waits first.
   */
  readonly kind: FaultKind;
  /** How many requests it befalls: 1 by default. */
  readonly count?: number;
  /** For `delay`. */
  readonly delayMs?: number;
}

/** Faults that are still to come, in the order they were added. */
export class Faults {
  #pending: (Fault & { count: number })[] = [];

  add(fault: Fault): void {
    this.#pending.push({ ...fault, count: fault.count ?? 1 });
  }

  /** The fault that befalls this request, if there is one. */
  take(operation: string): Fault | undefined {
    const fault = this.#pending.find((pending) => pending.operation === operation);
    if (fault === undefined) return undefined;
    fault.count -= 1;
    this.#pending = this.#pending.filter(({ count }) => count > 0);
    return fault;
  }
}

/** Lets the fault strike before the operation. @throws DataApiError for throttle and fail */
export const strike = async (fault: Fault | undefined, signal: AbortSignal): Promise<void> => {
  if (fault?.kind === 'throttle') {
    throw new DataApiError('ThrottlingException', 'Rate exceeded');
  }
  if (fault?.kind === 'fail') {
    throw new DataApiError('InternalServerException', 'A fault that a test asked for');
  }
  if (fault?.kind !== 'delay') return;
  await sleep(fault.delayMs ?? 0, undefined, { signal }).catch(() => undefined);
};
