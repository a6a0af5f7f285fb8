import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { HashAnswer, HashCall } from './file-hash-worker.ts';

const WORKER = new URL('./file-hash-worker.ts', import.meta.url);

/**
 * Computes the MD5 of files in a thread, which is started for the first one. MD5 takes a third of
 * the processor time of a large upload, and cannot be divided.
 */
export class FileHasher {
  #worker: Worker | undefined;
  readonly #pending = new Map<number, PromiseWithResolvers<string>>();
  #callCount = 0;

  /**
   * Returns the MD5 of a file, in hexadecimal digits.
   * @throws Error if the file cannot be read
   */
  md5(path: string): Promise<string> {
    this.#callCount += 1;
    const call: HashCall = { callId: this.#callCount, path };
    const pending = Promise.withResolvers<string>();
    this.#pending.set(call.callId, pending);
    this.#worker ??= this.#start();
    this.#worker.postMessage(call);
    return pending.promise;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    // Flags of this process, such as --input-type, must not apply to the thread.
    const worker = new Worker(WORKER, { execArgv: [] });
    // The process may end while the thread is idle.
    worker.unref();
    worker.on('message', (answer: HashAnswer) => this.#take(answer));
    worker.on('error', (error: Error) => this.#failAll(error));
    // After an error this rejects: the exit of a failed thread must not end the calls of the next one.
    void once(worker, 'exit').then(
      () => this.#failAll(new Error('The thread that computes MD5 has ended.')),
      () => undefined,
    );
    return worker;
  }

  #take({ callId, md5, message }: HashAnswer): void {
    const pending = this.#pending.get(callId);
    this.#pending.delete(callId);
    if (md5 === undefined) pending?.reject(new Error(message));
    else pending?.resolve(md5);
  }

  /** The next call starts another thread. */
  #failAll(error: Error): void {
    this.#worker = undefined;
    const calls = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of calls) reject(error);
  }
}
