import { setImmediate as nextTurn } from 'node:timers/promises';
import { DatabaseFailure } from './database-failure.ts';
import { DatabaseThread } from './database-thread.ts';
import { FairLanes } from './fair-lanes.ts';
import { explainOpening } from './explain-opening.ts';
import { SQL_STATES, stoppedByClosing, TaskStop } from './task-stop.ts';
import type { DatabaseSource, RunEvent } from './worker/protocol.ts';

/** How long a task may run, and how it ends when it runs longer. */
export interface TimeLimit {
  readonly limitMs: number;
  readonly stop: () => TaskStop;
}

/** Something to do with the database once it is free. */
export interface Task<Result> {
  readonly work: (thread: DatabaseThread) => Promise<Result>;
  readonly limit: TimeLimit;
  /** Runs as the task begins. @throws TaskStop to have it not begin */
  readonly onStart?: () => void;
  readonly onEvent?: (event: RunEvent) => void;
}

/** A task that waits, or is at work. */
export interface QueuedTask<Result> {
  /** Rejects with a TaskStop, or with the DatabaseFailure of a call. */
  readonly result: Promise<Result>;
  /** Takes a task that waits out of the queue, and ends one that is at work. */
  readonly stop: (reason: TaskStop) => void;
  /** A limit from now on, in place of the one it had. */
  readonly limit: (limit: TimeLimit) => void;
}

interface Entry {
  readonly task: Task<unknown>;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  stopReason: TaskStop | undefined;
  timer: NodeJS.Timeout | undefined;
}

/** Where tasks wait: those of `urgent` go first, those of `idle` last, the others share the time. */
export const LANES = ['urgent', 'batch', 'statement', 'port', 'idle'] as const;
export type Lane = (typeof LANES)[number];

/** `opening` until the database has been open once, or could not be opened. */
export type DatabaseState = 'opening' | 'open' | TaskStop;

/** How long a failure to open the database stands before it is tried again. */
const OPENING_PAUSE_MS = 1000;

export interface DatabaseQueueOptions {
  readonly database: DatabaseSource;
  /** The thread has ended: what it held in memory, temporary tables among it, is gone. */
  readonly onThreadGone: () => void;
}

/**
 * The one thread of the database, and what waits for it. One task runs at a time. A task that is
 * stopped ends the thread, for PostgreSQL in WebAssembly cannot be interrupted: the next task opens
 * the database again, which recovers as PostgreSQL does from a crash, and tasks that wait go on.
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

  /** Why the database could not be opened when that was last tried, if so. */
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

  /** @throws TaskStop that says why the database cannot be opened, and what to do */
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

  /** Stops the task at work, and closes the database. Tasks that wait are stopped. */
  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#current !== undefined) this.#stop(this.#current, stoppedByClosing());
    for (const entry of this.#lanes.drain()) entry.reject(stoppedByClosing());
    await this.#working;
    if (this.#thread?.isGone === false) await this.#thread.close();
  }

  async #work(): Promise<void> {
    // What is added in one go is looked at together.
    await nextTurn();
    for (let next = this.#lanes.shift(); next !== undefined; next = this.#lanes.shift()) {
      const startedMs = performance.now();
      await this.#runOne(next.entry);
      this.#lanes.charge(next.lane, performance.now() - startedMs);
      // Whoever awaited it may add what has to be done before all else.
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

  /** An error of SQL leaves the database as it is; after any other the thread is given up. */
  async #afterFailure(entry: Entry, error: Error, thread: DatabaseThread): Promise<Error> {
    const { stopReason } = entry;
    const isOfSql = error instanceof DatabaseFailure && error.sqlState !== undefined;
    if (stopReason === undefined && isOfSql) return error;
    await this.#dropThread();
    const reason =
      stopReason ?? new TaskStop(error.message, { sqlState: SQL_STATES.crashed, cause: error });
    // Not before the thread has ended: until then it may still begin to.
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
