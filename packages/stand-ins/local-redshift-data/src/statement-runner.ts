import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseQueue, type DatabaseState, type QueuedTask, type Task } from './database-queue.ts';
import { DatabaseUpkeep } from './database-upkeep.ts';
import { explainFullDisk } from './disk-full.ts';
import { DataApiError } from './errors.ts';
import { explainFailure } from './explain-failure.ts';
import { quoteLiteral } from './quote.ts';
import type { SessionRegistry } from './session-registry.ts';
import type { StatementStore } from './statement-store.ts';
import { isTerminal, type Statement } from './statement.ts';
import { cancelledByUser, stoppedByClosing, TaskStop, tooLarge } from './task-stop.ts';
import { type TimeLimitOptions, TimeLimits } from './time-limits.ts';
import type {
  DatabaseSource,
  PortAnswer,
  PortRequest,
  Row,
  RunEvent,
  RunOutcome,
  RunRequest,
} from './worker/protocol.ts';

export interface RunnerOptions extends TimeLimitOptions {
  readonly store: StatementStore;
  readonly sessions: SessionRegistry;
  readonly database: DatabaseSource;
  readonly maxResultByteCount: number;
}

/**
 * Delay before a stopped statement's outcome is looked up again if the database does not open, in
 * milliseconds.
 */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

/** Runs statements one at a time, and determines the outcome of stopped ones. */
export class StatementRunner {
  readonly #options: RunnerOptions;
  readonly #queue: DatabaseQueue;
  readonly #ended = new EventEmitter().setMaxListeners(0);
  readonly #tasks = new Map<string, QueuedTask<RunOutcome>>();
  readonly #upkeep: DatabaseUpkeep;
  readonly #closing = new AbortController();
  readonly #limits: TimeLimits;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { sessions, database } = options;
    this.#queue = new DatabaseQueue({ database, onThreadGone: () => sessions.closeUsed() });
    this.#limits = new TimeLimits(options);
    this.#upkeep = new DatabaseUpkeep(this.#queue, this.#limits.write);
  }

  /**
   * Opens the database and determines the outcome of the statements of the last process: committed
   * ones are FINISHED, all others FAILED. Statements that are submitted meanwhile wait.
   * @param isWanted resolves when the database is to open; if the last process has left statements,
   *   or when a statement is submitted, it opens earlier
   * @throws TaskStop if the database does not open; the outcomes are then determined once it does
   */
  async open(isWanted: Promise<void>): Promise<void> {
    const left = this.#options.store.active();
    if (left.length === 0) await this.#unlessClosing(isWanted);
    const opened = this.#queue.add('urgent', {
      work: async () => undefined,
      limit: this.#limits.write,
    });
    const settled = Promise.all(left.map(({ id }) => this.#resolveOutcome(id, stoppedByClosing())));
    await opened.result;
    await settled;
    this.#upkeep.storeViewsLater();
  }

  /** @throws TaskStop if the runner is closed meanwhile */
  async #unlessClosing(wait: Promise<void>): Promise<void> {
    const { promise: closing, reject } = Promise.withResolvers<never>();
    const onClosing = () => reject(stoppedByClosing());
    this.#closing.signal.addEventListener('abort', onClosing);
    await Promise.race([wait, closing]);
    this.#closing.signal.removeEventListener('abort', onClosing);
  }

  get state(): DatabaseState {
    return this.#queue.state;
  }

  /** The folder of the database. */
  get directory(): string {
    return this.#options.database.directory;
  }

  submit(id: string): void {
    const { request } = this.#find(id);
    const task = this.#queue.add(request.isBatch ? 'batch' : 'statement', {
      work: (thread) => thread.call('run', this.#runRequestOf(id)),
      limit: this.#limits.write,
      onStart: () => this.#begin(id),
      onEvent: (event) => this.#takeEvent(id, event),
    });
    this.#tasks.set(id, task);
    void this.#await(id, task);
  }

  /** Reads catalogs between statements. @throws DataApiError if the database is unavailable */
  async readCatalog(sql: string): Promise<readonly Row[]> {
    const { result } = this.#queue.add('statement', {
      work: (thread) => thread.call('readCatalog', sql),
      limit: this.#limits.query,
    });
    return result.catch((cause: unknown) => {
      if (!(cause instanceof TaskStop)) throw cause;
      throw new DataApiError('InternalServerException', cause.message, {}, { cause });
    });
  }

  /** Runs messages of PostgreSQL's protocol between statements. */
  readProtocol(request: PortRequest): QueuedTask<PortAnswer> {
    return this.#queue.add('port', {
      work: (thread) => thread.call('readProtocol', request),
      limit: this.#limits.ofPort(request),
      onEvent: (event) => {
        if (event.kind === 'too-large') throw tooLarge(event.maxByteCount);
      },
    });
  }

  /** Returns true if a role exists. */
  async hasRole(name: string): Promise<boolean> {
    const rows = await this.readCatalog(
      `SELECT 1 FROM pg_roles WHERE rolname = ${quoteLiteral(name)} AND NOT starts_with(rolname, 'pg_')`,
    );
    return rows.length > 0;
  }

  /** Drops the temporary tables of a session; a stopped database has none. */
  endSession(sessionId: string): void {
    this.#drop((thread) => thread.call('endSession', sessionId));
  }

  /** Drops the cursors and prepared statements of a connection to the port. */
  endConnection(connection: string): void {
    this.#drop((thread) => thread.call('endConnection', connection));
  }

  #drop(work: Task<void>['work']): void {
    const { result } = this.#queue.add('urgent', { work, limit: this.#limits.write });
    result.catch(() => undefined);
  }

  /** Waits until the statement has ended, the time is over, or the signal aborts. */
  async waitFor(id: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    const statement = this.#options.store.find(id);
    if (statement === undefined || isTerminal(statement.status) || timeoutMs <= 0) return;
    const until = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    await once(this.#ended, id, { signal: until }).catch(() => undefined);
  }

  /** @throws DataApiError if the statement has ended */
  cancel(statement: Statement): void {
    if (isTerminal(statement.status)) {
      throw new DataApiError(
        'ValidationException',
        `Could not cancel a query that is already in ${statement.status} state with ID: ${statement.id}`,
      );
    }
    this.#tasks.get(statement.id)?.stop(cancelledByUser());
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#upkeep.stop();
    await this.#queue.close();
  }

  #find(id: string): Statement {
    return this.#options.store.find(id) as Statement;
  }

  #runRequestOf(id: string): RunRequest {
    const { request } = this.#find(id);
    const { sessionId, dbUser } = request;
    const { maxResultByteCount } = this.#options;
    return { ...request, statementId: id, sessionId, dbUser, maxResultByteCount };
  }

  /** @throws TaskStop if the statement's session is closed */
  #begin(id: string): void {
    const { store, sessions } = this.#options;
    const { sessionId } = this.#find(id).request;
    if (sessionId !== undefined && !sessions.use(sessionId)) {
      throw new TaskStop(
        `Session is not available: ${sessionId}. It ended, with its temporary tables, when the database was opened again`,
      );
    }
    store.setStatus(id, 'PICKED');
  }

  async #await(id: string, task: QueuedTask<RunOutcome>): Promise<void> {
    try {
      const { status, error, changedRowCount } = await task.result;
      this.#end(id, status, error && this.#inWords(error));
      if (changedRowCount > 0) this.#upkeep.afterChange();
      else this.#upkeep.storeViewsLater();
    } catch (error) {
      await this.#afterFailure(id, error as Error);
    } finally {
      this.#tasks.delete(id);
    }
  }

  async #afterFailure(id: string, error: Error): Promise<void> {
    // The next process determines the outcomes that this one leaves open.
    if (this.#closing.signal.aborted) return;
    const stop = explainFailure(this.directory, error);
    if (stop.mayHaveCommitted) return this.#resolveOutcome(id, stop);
    this.#end(id, stop.status, `ERROR: ${stop.message}`);
  }

  #inWords(error: string): string {
    return explainFullDisk(this.directory, error);
  }

  /** Looks up in the database what a stopped statement has committed, as soon as it opens. */
  async #resolveOutcome(id: string, stop: TaskStop): Promise<void> {
    const { signal } = this.#closing;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        return this.#record(id, stop, await this.#committedKeys(id));
      } catch {
        await sleep(pauseMs, undefined, { signal, ref: false }).catch(() => undefined);
        if (signal.aborted) return;
      }
    }
  }

  async #committedKeys(id: string): Promise<ReadonlySet<string>> {
    const keys = [id, ...this.#find(id).request.sqls.map((_, index) => `${id}:${index + 1}`)];
    const { result } = this.#queue.add('urgent', {
      work: (thread) => thread.call('committed', keys),
      limit: this.#limits.write,
    });
    return new Set(await result);
  }

  #record(id: string, stop: TaskStop, committed: ReadonlySet<string>): void {
    const { store } = this.#options;
    if (committed.has(id)) return this.#end(id, 'FINISHED');
    const { executionMode, sqls } = this.#find(id).request;
    if (executionMode === 'AUTO_COMMIT') {
      const numbers = sqls.map((_, index) => index + 1);
      store.keepFinished(id, new Set(numbers.filter((number) => committed.has(`${id}:${number}`))));
    }
    this.#end(id, stop.status, `ERROR: ${stop.message}`);
  }

  #end(id: string, status: 'FINISHED' | 'FAILED' | 'ABORTED', error?: string): void {
    const { store, sessions } = this.#options;
    store.end(id, status, error);
    const { sessionId } = this.#find(id).request;
    if (sessionId !== undefined && sessions.finish(sessionId) === 'CLOSED') {
      this.endSession(sessionId);
    }
    this.#ended.emit(id);
  }

  #takeEvent(id: string, event: RunEvent): void {
    const { store } = this.#options;
    if (event.kind === 'sub-started') {
      if (event.number === 1) store.setStatus(id, 'STARTED');
      store.startSubStatement(id, event.number);
      this.#tasks.get(id)?.limit(this.#limits.ofStatement(event));
    }
    if (event.kind === 'page') store.addPage(id, event.number, event.rows);
    if (event.kind === 'sub-ended') {
      const { error, ...outcome } = event.outcome;
      const explained = error === undefined ? {} : { error: this.#inWords(error) };
      store.endSubStatement(id, event.number, { ...outcome, ...explained });
    }
  }
}
