import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { compiledPostgres } from './compiled-postgres.ts';
import { DatabaseFailure } from './database-failure.ts';
import type {
  Answer,
  Call,
  CommitFlag,
  DatabaseMethods,
  DatabaseSource,
  DatabaseWorkerData,
  MethodName,
  RunEvent,
} from './worker/protocol.ts';

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * V8 sometimes crashes when it frees compiled WebAssembly that it has replaced, which happens often
 * with a database in WebAssembly. Keeping the code takes a few megabytes.
 * @see https://github.com/nodejs/node/issues/64500
 */
setFlagsFromString('--no-wasm-code-gc');

/**
 * Optimising a function costs V8 more than it saves until the function has run for about a second.
 * A database that is started for a few statements never runs that long.
 */
setFlagsFromString('--wasm-tiering-budget=1000000000');

const WORKER = new URL('./worker/database-worker.ts', import.meta.url);

/** Waits for the first message. It rejects if the thread ends without one. */
async function untilReady(worker: Worker): Promise<void> {
  const waiting = new AbortController();
  const { signal } = waiting;
  const ended = once(worker, 'exit', { signal }).then(([code]) => {
    throw new Error(`The database's thread ended with exit code ${code} before it was ready.`);
  });
  // After the wait, nothing awaits this promise.
  ended.catch(() => undefined);
  try {
    await Promise.race([once(worker, 'message', { signal }), ended]);
  } finally {
    waiting.abort();
  }
}

/** The database's thread. Stopping it rolls back the current transaction. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  readonly #onEvent: (event: RunEvent) => void;
  readonly #commitFlag: CommitFlag;
  #callCount = 0;
  #isGone = false;

  private constructor(worker: Worker, onEvent: (event: RunEvent) => void, commitFlag: CommitFlag) {
    this.#worker = worker;
    this.#onEvent = onEvent;
    this.#commitFlag = commitFlag;
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('error', (cause: Error) => this.#failAll(DatabaseFailure.ofThread(cause)));
    worker.on('exit', () => this.#failAll(DatabaseFailure.ofThread()));
  }

  /** @throws the error that prevents the database from being opened */
  static async start(
    database: DatabaseSource,
    onEvent: (event: RunEvent) => void,
  ): Promise<DatabaseThread> {
    // Flags of this process, such as --input-type, must not apply to the thread.
    const commitFlag: CommitFlag = new Int32Array(new SharedArrayBuffer(4));
    const compiled = await compiledPostgres();
    const workerData: DatabaseWorkerData = { ...database, compiled, commitFlag };
    const worker = new Worker(WORKER, { workerData, execArgv: [] });
    // Errors of a stopped thread are ignored.
    worker.on('error', () => undefined);
    try {
      await untilReady(worker);
    } catch (error) {
      await worker.terminate();
      throw error;
    }
    return new DatabaseThread(worker, onEvent, commitFlag);
  }

  /** True if the thread has ended, by itself or by `kill`. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /**
   * True if a task has begun to commit since the last `beginTask`. Only the database then knows
   * what it has committed.
   */
  get mayHaveCommitted(): boolean {
    return Atomics.load(this.#commitFlag, 0) === 1;
  }

  beginTask(): void {
    Atomics.store(this.#commitFlag, 0, 0);
  }

  /** @throws DatabaseFailure */
  call<Name extends MethodName>(
    method: Name,
    ...[argument]: Parameters<DatabaseMethods[Name]>
  ): ReturnType<DatabaseMethods[Name]> {
    this.#callCount += 1;
    const call: Call = { callId: this.#callCount, method, argument };
    return new Promise<unknown>((resolve, reject) => {
      if (this.#isGone) return reject(DatabaseFailure.ofThread());
      this.#pending.set(call.callId, { resolve, reject });
      this.#worker.postMessage(call);
    }) as ReturnType<DatabaseMethods[Name]>;
  }

  /** Ends the thread immediately, and waits until it has ended. */
  async kill(): Promise<void> {
    this.#failAll(DatabaseFailure.ofThread());
    await this.#worker.terminate();
  }

  async close(): Promise<void> {
    await this.call('close');
    await this.kill();
  }

  #take(answer: Answer): void {
    if (answer.kind === 'event') this.#onEvent(answer.event);
    if (answer.kind !== 'result' && answer.kind !== 'error') return;
    const pending = this.#pending.get(answer.callId);
    this.#pending.delete(answer.callId);
    if (answer.kind === 'result') pending?.resolve(answer.result);
    else pending?.reject(new DatabaseFailure(answer.message, answer));
  }

  #failAll(error: Error): void {
    this.#isGone = true;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}
