import type { TimeLimit } from './database-queue.ts';
import { exceededLimit, timedOut } from './task-stop.ts';
import type { PortRequest, RunEvent } from './worker/protocol.ts';

/** Time limits of a query and of a writing statement, in milliseconds. */
export interface TimeLimitOptions {
  readonly queryLimitMs: number;
  readonly writeLimitMs: number;
}

/**
 * Time limits of a query and of a writing statement. `SET statement_timeout` replaces them; it is
 * applied here because PostgreSQL in process has no timers.
 */
export class TimeLimits {
  readonly query: TimeLimit;
  readonly write: TimeLimit;

  constructor({ queryLimitMs, writeLimitMs }: TimeLimitOptions) {
    this.query = {
      limitMs: queryLimitMs,
      stop: () => exceededLimit(queryLimitMs, '--query-limit'),
    };
    this.write = {
      limitMs: writeLimitMs,
      stop: () => exceededLimit(writeLimitMs, '--write-limit'),
    };
  }

  /** Returns the limit of a statement that has started. */
  ofStatement({ isQuery, timeoutMs }: Extract<RunEvent, { kind: 'sub-started' }>): TimeLimit {
    if (timeoutMs !== undefined) return { limitMs: timeoutMs, stop: timedOut };
    return isQuery ? this.query : this.write;
  }

  /** Returns the limit of a connection's messages. */
  ofPort({ settings }: PortRequest): TimeLimit {
    const limitMs = Number(settings.find(([name]) => name === 'statement_timeout')?.[1]);
    return limitMs > 0 ? { limitMs, stop: timedOut } : this.query;
  }
}
