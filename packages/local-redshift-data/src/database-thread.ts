import { once } from 'node:events';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { LocalRedshiftDataError } from './errors.ts';
import type {
  Answer,
  Call,
  DatabaseMethods,
  DatabaseWorkerData,
  MethodName,
  RunEvent,
} from './worker/protocol.ts';

interface PendingCall {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/**
 * V8 sometimes ends the process as it frees compiled WebAssembly that it has replaced, which a
 * database in WebAssembly makes it do again and again. What is kept instead is a few megabytes.
 * @see https://github.com/nodejs/node/issues/64500
 */
setFlagsFromString('--no-wasm-code-gc');

/**
 * Optimising takes V8 more processor time than it saves before a function has run for about a
 * second, and a database that is started for a few statements never gets there.
 */
setFlagsFromString('--wasm-tiering-budget=1000000000');

const WORKER = new URL('./worker/database-worker.ts', import.meta.url);

const gone = (): LocalRedshiftDataError =>
  new LocalRedshiftDataError('database-gone', 'The database was stopped while it was at work.');

/** The database in its thread. Stopping the thread rolls back what it was doing. */
export class DatabaseThread {
  readonly #worker: Worker;
  readonly #pending = new Map<number, PendingCall>();
  readonly #onEvent: (event: RunEvent) => void;
  #callCount = 0;
  #isGone = false;

  private constructor(worker: Worker, onEvent: (event: RunEvent) => void) {
    this.#worker = worker;
    this.#onEvent = onEvent;
    worker.on('message', (answer: Answer) => this.#take(answer));
    worker.on('error', (error) => this.#failAll(error as Error));
    worker.on('exit', () => this.#failAll(gone()));
  }

  static async start(
    data: DatabaseWorkerData,
    onEvent: (event: RunEvent) => void,
  ): Promise<DatabaseThread> {
    // Flags of this process, such as --input-type, are not for the thread.
    const worker = new Worker(WORKER, { workerData: data, execArgv: [] });
    await once(worker, 'message');
    return new DatabaseThread(worker, onEvent);
  }

  call<Name extends MethodName>(
    method: Name,
    ...[argument]: Parameters<DatabaseMethods[Name]>
  ): ReturnType<DatabaseMethods[Name]> {
    this.#callCount += 1;
    const call: Call = { callId: this.#callCount, method, argument };
    return new Promise<unknown>((resolve, reject) => {
      if (this.#isGone) reject(gone());
      this.#pending.set(call.callId, { resolve, reject });
      this.#worker.postMessage(call);
    }) as ReturnType<DatabaseMethods[Name]>;
  }

  /** Ends the thread at once, whatever it does. */
  async kill(): Promise<void> {
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
    else pending?.reject(new Error(answer.message));
  }

  #failAll(error: Error): void {
    this.#isGone = true;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }
}
