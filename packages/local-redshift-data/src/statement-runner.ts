import { EventEmitter, once } from 'node:events';
import { DatabaseThread } from './database-thread.ts';
import { DataApiError } from './errors.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { StatementStore } from './statement-store.ts';
import { isTerminal, type Statement } from './statement.ts';
import type { DatabaseWorkerData, Row, RunEvent } from './worker/protocol.ts';

const STOPPED =
  'ERROR: The database was stopped while the statement was at work; its transaction was rolled back';
const CANCELLED = "ERROR: Query cancelled on user's request";
const TIMED_OUT = 'ERROR: canceling statement due to statement timeout';

export interface RunnerOptions {
  readonly store: StatementStore;
  readonly sessions: SessionRegistry;
  readonly database: DatabaseWorkerData;
  readonly maxResultByteCount: number;
}

/** Why the statement at work is being stopped. */
interface Stop {
  readonly status: 'ABORTED' | 'FAILED';
  readonly error: string;
}

/**
 * Runs statements one after the other, in the order of their submission. A statement is stopped by
 * ending the database's thread; PostgreSQL then recovers as it does from a crash.
 */
export class StatementRunner {
  readonly #options: RunnerOptions;
  readonly #ended = new EventEmitter().setMaxListeners(0);
  #thread: DatabaseThread;
  #queue: string[] = [];
  #current: string | undefined;
  #stop: Stop | undefined;
  #timer: NodeJS.Timeout | undefined;
  #working: Promise<void> | undefined;
  #isClosing = false;

  private constructor(options: RunnerOptions, thread: DatabaseThread) {
    this.#options = options;
    this.#thread = thread;
  }

  static async start(options: RunnerOptions): Promise<StatementRunner> {
    let take = (_event: RunEvent): void => undefined;
    const thread = await DatabaseThread.start(options.database, (event) => take(event));
    const runner = new StatementRunner(options, thread);
    take = (event) => runner.#takeEvent(event);
    await runner.#recover();
    return runner;
  }

  submit(id: string): void {
    this.#queue.push(id);
    this.#working ??= this.#work();
  }

  /** Reads catalogs, between statements. */
  async readCatalog(sql: string): Promise<readonly Row[]> {
    return this.#thread.call('readCatalog', sql);
  }

  /** Reads in PostgreSQL's own protocol, between statements. */
  async readProtocol(messages: Uint8Array): Promise<Uint8Array> {
    return this.#thread.call('readProtocol', messages);
  }

  /** Drops what the session left; when the database is gone, so is that. */
  endSession(sessionId: string): void {
    this.#thread.call('endSession', sessionId).catch(() => undefined);
  }

  /** Waits until the statement has ended, or the time or the signal is up. */
  async waitFor(id: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const statement = this.#options.store.find(id);
    if (statement === undefined || isTerminal(statement.status) || timeoutMs <= 0) return;
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#ended, id, { signal: until }).catch(() => undefined);
  }

  /** @throws DataApiError when the statement has ended */
  cancel(statement: Statement): void {
    if (isTerminal(statement.status)) {
      throw new DataApiError(
        'ValidationException',
        `Could not cancel a query that is already in ${statement.status} state with ID: ${statement.id}`,
      );
    }
    if (this.#current === statement.id) {
      this.#stopCurrent({ status: 'ABORTED', error: CANCELLED });
    } else {
      this.#queue = this.#queue.filter((id) => id !== statement.id);
      this.#end(statement.id, 'ABORTED', CANCELLED);
    }
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    if (this.#current !== undefined) this.#stopCurrent({ status: 'FAILED', error: STOPPED });
    await this.#working;
    await this.#thread.close();
  }

  /** Settles what the last process left: committed is FINISHED, all else FAILED. */
  async #recover(): Promise<void> {
    for (const { id } of this.#options.store.active()) await this.#settle(id, STOPPED, 'FAILED');
  }

  async #work(): Promise<void> {
    for (let id = this.#queue.shift(); id !== undefined; id = this.#queue.shift()) {
      if (this.#isClosing) break;
      await this.#runOne(id);
    }
    this.#working = undefined;
  }

  async #runOne(id: string): Promise<void> {
    const { store, maxResultByteCount } = this.#options;
    const { request } = store.find(id) as Statement;
    this.#current = id;
    store.setStatus(id, 'PICKED');
    try {
      const outcome = await this.#thread.call('run', {
        statementId: id,
        sqls: request.sqls,
        parameters: request.parameters,
        isBatch: request.isBatch,
        executionMode: request.executionMode,
        sessionId: request.sessionId,
        dbUser: request.dbUser,
        maxResultByteCount,
      });
      this.#end(id, outcome.status, outcome.error);
    } catch (error) {
      await this.#afterStop(id, error as Error);
    } finally {
      clearTimeout(this.#timer);
      this.#current = undefined;
      this.#stop = undefined;
    }
  }

  /** The thread is gone, or failed: what was not committed was rolled back. */
  async #afterStop(id: string, error: Error): Promise<void> {
    const stop = this.#stop ?? { status: 'FAILED', error: `ERROR: ${error.message}` };
    this.#options.sessions.closeAll();
    await this.#thread.kill();
    this.#thread = await DatabaseThread.start(this.#options.database, (event) =>
      this.#takeEvent(event),
    );
    await this.#settle(id, stop.error, stop.status);
  }

  async #settle(id: string, error: string, status: 'ABORTED' | 'FAILED'): Promise<void> {
    const { store } = this.#options;
    const statement = store.find(id) as Statement;
    const keys = [id, ...statement.request.sqls.map((_, index) => `${id}:${index + 1}`)];
    const committed = await this.#thread.call('committed', keys);
    if (committed.includes(id)) {
      store.endOpenSubStatements(id, 'FINISHED');
      this.#end(id, 'FINISHED');
      return;
    }
    this.#end(id, status, error);
  }

  #end(id: string, status: 'FINISHED' | 'FAILED' | 'ABORTED', error?: string): void {
    const { store, sessions } = this.#options;
    if (status !== 'FINISHED') store.endOpenSubStatements(id, 'ABORTED', error);
    store.setStatus(id, status, error);
    const sessionId = store.find(id)?.request.sessionId;
    if (sessionId !== undefined && sessions.finish(sessionId) === 'CLOSED') {
      this.endSession(sessionId);
    }
    this.#ended.emit(id);
  }

  #stopCurrent(stop: Stop): void {
    this.#stop = stop;
    void this.#thread.kill();
  }

  #takeEvent(event: RunEvent): void {
    const id = this.#current;
    if (id === undefined) return;
    const { store } = this.#options;
    if (event.kind === 'sub-started') {
      if (event.number === 1) store.setStatus(id, 'STARTED');
      store.startSubStatement(id, event.number);
    }
    if (event.kind === 'page') store.addPage(id, event.number, event.rows);
    if (event.kind === 'sub-ended') store.endSubStatement(id, event.number, event.outcome);
    if (event.kind === 'timeout') this.#setTimeout(event.durationMs);
  }

  /** `SET statement_timeout`: PostgreSQL in process has no timers. 0 takes the limit away. */
  #setTimeout(durationMs: number): void {
    clearTimeout(this.#timer);
    if (durationMs <= 0) return;
    this.#timer = setTimeout(
      () => this.#stopCurrent({ status: 'FAILED', error: TIMED_OUT }),
      durationMs,
    );
  }
}
