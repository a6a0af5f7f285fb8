import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatabaseFailure } from './database-failure.ts';
import { DatabaseThread } from './database-thread.ts';
import { explainOpening } from './explain-opening.ts';
import { FairLanes } from './fair-lanes.ts';
import { SQL_STATES, stoppedByClosing, TaskStop } from './task-stop.ts';
import type { DatabaseSource, RunEvent } from './worker/protocol.ts';

/** The longest time that a task may run, and the error with which it is stopped. */
export interface TimeLimit {
  readonly limitMs: number;
  readonly stop: () => TaskStop;
}

/** A task for the database, run once the database is free. */
export interface Task<Result> {
  readonly work: (thread: DatabaseThread) => Promise<Result>;
  readonly limit: TimeLimit;
  /** Called when the task begins. @throws TaskStop to prevent it */
  readonly onStart?: () => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A task that is waiting or running. */
export interface QueuedTask<Result> {
  /** Rejects with a TaskStop, or with the DatabaseFailure of a call. */
  readonly result: Promise<Result>;
  /** Removes a waiting task from the queue, or stops a running one. */
  readonly stop: (reason: TaskStop) => void;
  /** Replaces the task's time limit, which counts from now. */
  readonly limit: (limit: TimeLimit) => void;
}

interface Entry {
  readonly task: Task<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  stopReason: TaskStop | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** The lanes of waiting tasks. `urgent` runs first and `idle` last; the others share the time. */
export const LANES = ['urgent', 'batch', 'statement', 'port', 'idle'] as const;
export type Lane = (typeof LANES)[number];

/** `opening` until the database has been opened once, or an attempt has failed. */
export type DatabaseState = 'opening' | 'open' | TaskStop;

/** Minimum time between a failed attempt to open the database and the next one, in milliseconds. */
const OPENING_PAUSE_MS = 1000;

export interface DatabaseQueueOptions {
  readonly database: DatabaseSource;
  /** Called when the thread has ended, and its memory, such as temporary tables, is lost. */
  readonly onThreadGone: () => void;
}

/**
 * Owns the database's thread and the queue of its tasks. One task runs at a time. Stopping a task
 * ends the thread, because PostgreSQL in WebAssembly cannot be interrupted. The next task opens the
 * database again, which recovers as PostgreSQL does after a crash; waiting tasks then continue.
 */
export class DatabaseQueue {
  readonly #options: DatabaseQueueOptions;
  readonly #lanes = new FairLanes<Lane, Entry>(LANES);
  #thread: DatabaseThread | undefined;
  #state: DatabaseState = 'opening';
  #failedAtMs = -Infinity;
  #current: Entry | undefined;
  #working: Promise<void> | undefined;
  #isClosing = false;

  constructor(options: DatabaseQueueOptions) {
    this.#options = options;
  }

  /** The reason why the last attempt to open the database failed, if it did. */
  get state(): DatabaseState {
    return this.#state;
  }

  add<Result>(lane: Lane, task: Task<Result>): QueuedTask<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const entry: Entry = {
      task,
      resolve: resolve as Entry['resolve'],
      reject,
      stopReason: undefined,
      timer: undefined,
    };
    if (this.#isClosing) reject(stoppedByClosing());
    else this.#lanes.push(lane, entry);
    this.#working ??= this.#work();
    return {
      result: promise,
      stop: (reason) => this.#stop(entry, reason),
      limit: (limit) => this.#setLimit(entry, limit),
    };
  }

  /** @throws TaskStop that explains why the database cannot be opened, and what to do */
  async #open(): Promise<DatabaseThread> {
    if (this.#thread?.isGone === true) await this.#dropThread();
    if (this.#thread !== undefined) return this.#thread;
    const isTooSoon = performance.now() - this.#failedAtMs < OPENING_PAUSE_MS;
    if (this.#state instanceof TaskStop && isTooSoon) throw this.#state;
    const { database } = this.#options;
    try {
      this.#thread = await DatabaseThread.start(database, (event) => this.#takeEvent(event));
    } catch (cause) {
      this.#state = explainOpening(database.directory, cause as Error);
      this.#failedAtMs = performance.now();
      throw this.#state;
    }
    this.#state = 'open';
    return this.#thread;
  }

  /** Stops the running task and all waiting ones, and closes the database. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#current !== undefined) this.#stop(this.#current, stoppedByClosing());
    for (const entry of this.#lanes.drain()) entry.reject(stoppedByClosing());
    await this.#working;
    if (this.#thread?.isGone === false) await this.#thread.close();
  }

  async #work(): Promise<void> {
    // Tasks that are added in the same turn are considered together.
    await nextTurn();
    for (let next = this.#lanes.shift(); next !== undefined; next = this.#lanes.shift()) {
      const startedMs = performance.now();
      await this.#runOne(next.entry);
      this.#lanes.charge(next.lane, performance.now() - startedMs);
      // The code that awaited the result may add an urgent task first.
      await nextTurn();
    }
    this.#working = undefined;
  }

  async #runOne(entry: Entry): Promise<void> {
    const { task } = entry;
    let thread: DatabaseThread;
    try {
      thread = await this.#open();
      if (entry.stopReason !== undefined) throw entry.stopReason;
      task.onStart?.();
    } catch (error) {
      return entry.reject(error as Error);
    }
    this.#current = entry;
    this.#setLimit(entry, task.limit);
    thread.beginTask();
    try {
      entry.resolve(await task.work(thread));
    } catch (error) {
      entry.reject(await this.#afterFailure(entry, error as Error, thread));
    } finally {
      clearTimeout(entry.timer);
      this.#current = undefined;
    }
  }

  /**
   * Handles a failure. After an SQL error the database is intact; after any other error the thread
   * is replaced.
   */
  async #afterFailure(entry: Entry, error: Error, thread: DatabaseThread): Promise<Error> {
    const { stopReason } = entry;
    const isOfSql = error instanceof DatabaseFailure && error.sqlState !== undefined;
    if (stopReason === undefined && isOfSql) return error;
    await this.#dropThread();
    const reason =
      stopReason ?? new TaskStop(error.message, { sqlState: SQL_STATES.crashed, cause: error });
    // The thread must have ended first, because it could still begin to commit.
    reason.mayHaveCommitted = thread.mayHaveCommitted;
    return reason;
  }

  async #dropThread(): Promise<void> {
    const thread = this.#thread;
    this.#thread = undefined;
    await thread?.kill();
    this.#options.onThreadGone();
  }

  #stop(entry: Entry, reason: TaskStop): void {
    entry.stopReason ??= reason;
    if (this.#current === entry) void this.#thread?.kill();
    else if (this.#lanes.remove(entry)) entry.reject(reason);
  }

  #setLimit(entry: Entry, { limitMs, stop }: TimeLimit): void {
    clearTimeout(entry.timer);
    if (this.#current !== entry) return;
    entry.timer = setTimeout(() => this.#stop(entry, stop()), limitMs);
  }

  #takeEvent(event: RunEvent): void {
    const entry = this.#current;
    if (entry === undefined || entry.stopReason !== undefined) return;
    try {
      entry.task.onEvent?.(event);
    } catch (cause) {
      const reason =
        cause instanceof TaskStop ? cause : new TaskStop((cause as Error).message, { cause });
      this.#stop(entry, reason);
    }
  }
}
