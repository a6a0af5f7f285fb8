import { runCopy } from '../copy/run-copy.ts';
import type { S3Objects } from '../copy/s3-objects.ts';
import { quoteLiteral } from '../quote.ts';
import type { TableKeyChange } from '../sql/declared-keys.ts';
import { CASE_SETTING, isOn } from '../sql/fold-names.ts';
import type { StatementPlan } from '../sql/translate-statement.ts';
import { CopyError, type SqlStatementError } from '../statement-errors.ts';
import { runUnload } from '../unload/run-unload.ts';
import { callAlone, callInTransaction, transactionNumber } from './call-procedure.ts';
import { declareKeys, dropKey } from './declared-keys.ts';
import { DynamicSql } from './dynamic-sql.ts';
import { expandCall } from './expand-call.ts';
import { explainError } from './explain-error.ts';
import { keepColumnCount } from './keep-column-count.ts';
import { checkAlteration, keepLayout } from './keep-layout.ts';
import { indexKeys } from './key-indexes.ts';
import type { LateViews } from './late-views.ts';
import { recordLoadError } from './load-errors.ts';
import type { Postgres, PostgresError, QueryResult } from './postgres.ts';
import type { CommitFlag, RunEvent, RunOutcome, RunRequest } from './protocol.ts';
import { NO_RESULT, type Result, ResultReader } from './result-reader.ts';
import { runAs } from './roles.ts';
import { type HistoryEntry, historyEntry, recordSql } from './statement-history.ts';
import type { StoredViews } from './stored-views.ts';
import type { Translations } from './translations.ts';

/** SQL states of a query that reads a late-binding view whose tables cannot be read. */
const NOT_BOUND = new Set(['42601', '42703', '42P01']);

/** The role that runs a statement without a user. */
const ADMINISTRATOR = 'postgres';
const DROPS_ROLE = /^\s*drop\s+(?:role|user|group)\b/i;

export interface RunnerParts {
  readonly postgres: Postgres;
  readonly objects: S3Objects;
  readonly translations: Translations;
  readonly views: StoredViews;
  readonly lateViews: LateViews;
  readonly emit: (event: RunEvent) => void;
  readonly commitFlag: CommitFlag;
}

/** Runs the statements of one request, in one transaction or in one each. */
export class StatementRun {
  readonly #parts: RunnerParts;
  readonly #request: RunRequest;
  readonly #reader: ResultReader;
  #changedRowCount = 0;
  /** Ended statements that are not in the history yet. */
  #ended: HistoryEntry[] = [];
  /** The limit of `SET statement_timeout`, if there is one. */
  #timeoutMs: number | undefined;
  /** Whether names in quotes keep their capitals. */
  #keepsCase = false;

  constructor(parts: RunnerParts, request: RunRequest) {
    this.#parts = parts;
    this.#request = request;
    const { maxResultByteCount } = request;
    this.#reader = new ResultReader({ ...parts, maxResultByteCount });
  }

  async run(): Promise<RunOutcome> {
    if (this.#request.sessionId !== undefined) await this.#readSettings();
    const outcome =
      this.#request.executionMode === 'AUTO_COMMIT'
        ? await this.#runSeparately()
        : await this.#runAllTogether();
    return { ...outcome, changedRowCount: this.#changedRowCount };
  }

  async #readSettings(): Promise<void> {
    const { rows } = await this.#parts.postgres.query(
      `SELECT EXTRACT(EPOCH FROM current_setting('statement_timeout')::INTERVAL) * 1000,
         current_setting('${CASE_SETTING}', true)`,
    );
    const [timeoutMs, keepsCase] = rows[0] ?? [];
    // 0 is none.
    this.#timeoutMs = Number(timeoutMs) || undefined;
    this.#keepsCase = isOn(keepsCase);
  }

  async #runAllTogether(): Promise<Omit<RunOutcome, 'changedRowCount'>> {
    await this.#begin();
    for (const [index, sql] of this.#request.sqls.entries()) {
      const error = await this.#runOne(sql, index + 1);
      if (error === undefined) continue;
      await this.#undo(error);
      this.#abortAfter(index + 1);
      return { status: 'FAILED', error: this.#overallError(error, index + 1) };
    }
    await this.#commit(this.#request.statementId);
    return { status: 'FINISHED' };
  }

  async #runSeparately(): Promise<Omit<RunOutcome, 'changedRowCount'>> {
    const errors: string[] = [];
    for (const [index, sql] of this.#request.sqls.entries()) {
      await this.#begin();
      const error = await this.#runOne(sql, index + 1);
      if (error === undefined) {
        await this.#commit(`${this.#request.statementId}:${index + 1}`);
      } else {
        await this.#undo(error);
        errors.push(this.#overallError(error, index + 1));
      }
    }
    const [error] = errors;
    return error === undefined ? { status: 'FINISHED' } : { status: 'FAILED', error };
  }

  #overallError(error: SqlStatementError, number: number): string {
    return this.#request.isBatch ? `Query #${number} failed with ${error.message}` : error.message;
  }

  #abortAfter(number: number): void {
    for (let later = number + 1; later <= this.#request.sqls.length; later += 1) {
      const outcome = { status: 'ABORTED', durationNs: 0, resultRows: -1, resultSize: -1 } as const;
      this.#parts.emit({ kind: 'sub-ended', number: later, outcome });
    }
  }

  async #begin(): Promise<void> {
    await this.#parts.postgres.query('BEGIN');
  }

  /**
   * Commits a key with the transaction. After a crash, it shows whether the transaction was
   * committed.
   */
  async #commit(key: string): Promise<void> {
    const { postgres, commitFlag } = this.#parts;
    await postgres.query(
      `RESET ROLE; ${this.#takeHistory()} INSERT INTO redshift_internal.committed (key) VALUES (${quoteLiteral(key)})`,
    );
    Atomics.store(commitFlag, 0, 1);
    await postgres.query('COMMIT');
  }

  #takeHistory(): string {
    const sql = recordSql(this.#ended);
    this.#ended = [];
    return sql;
  }

  async #undo(error: SqlStatementError): Promise<void> {
    await this.#parts.postgres.rollback();
    await this.#parts.postgres.query(this.#takeHistory());
    if (error instanceof CopyError) await recordLoadError(this.#parts.postgres, error);
  }

  async #runOne(sql: string, number: number): Promise<SqlStatementError | undefined> {
    const { emit } = this.#parts;
    const startedMs = Date.now();
    const userName = this.#request.dbUser ?? ADMINISTRATOR;
    const startedNs = process.hrtime.bigint();
    const durationNs = () => Number(process.hrtime.bigint() - startedNs);
    let plan: StatementPlan | undefined;
    let viewFault: unknown;
    try {
      viewFault = await this.#parts.lateViews.bind(sql);
      plan = await this.#start(sql, number);
      const result = await this.#execute(plan, number);
      const outcome = { status: 'FINISHED', durationNs: durationNs(), ...result } as const;
      emit({ kind: 'sub-ended', number, outcome });
      this.#ended.push(historyEntry({ userName, sql, startedMs, plan, result }));
      return undefined;
    } catch (cause) {
      const isNotBound =
        viewFault !== undefined && NOT_BOUND.has(String((cause as PostgresError).code));
      const error = explainError(isNotBound ? viewFault : cause);
      const outcome = {
        status: 'FAILED',
        error: error.message,
        durationNs: durationNs(),
        resultRows: -1,
        resultSize: -1,
      } as const;
      emit({ kind: 'sub-ended', number, outcome });
      const failed = { plan, result: NO_RESULT, error: error.message };
      this.#ended.push(historyEntry({ userName, sql, startedMs, ...failed }));
      return error;
    }
  }

  /**
   * Translates a statement. It reports the start of the statement even if the translation fails.
   */
  async #start(sql: string, number: number): Promise<StatementPlan> {
    const { dbUser } = this.#request;
    let isQuery = false;
    try {
      if (dbUser !== undefined) await runAs(this.#parts.postgres, dbUser);
      const plan = await this.#translate(sql);
      isQuery = plan.kind === 'select' || (plan.kind === 'command' && plan.isQuery);
      return plan;
    } finally {
      const timeoutMs = this.#timeoutMs;
      this.#parts.emit({ kind: 'sub-started', number, isQuery, timeoutMs });
    }
  }

  /** Returns true if the statement shares its transaction with others. */
  #isInBatch(): boolean {
    return this.#request.isBatch && this.#request.executionMode === 'TRANSACTION';
  }

  #translate(sql: string): Promise<StatementPlan> {
    const { parameters, isBatch, sessionId } = this.#request;
    const isAlone = !isBatch && sessionId === undefined;
    return this.#parts.translations.planOf({
      sql,
      parameters,
      isInBatch: this.#isInBatch(),
      isAlone,
      keepsCase: this.#keepsCase,
    });
  }

  async #execute(plan: StatementPlan, number: number): Promise<Result> {
    const { postgres, objects, views, lateViews } = this.#parts;
    if (plan.kind === 'nothing') return NO_RESULT;
    if (plan.kind === 'late-view') {
      await lateViews.create(plan.view);
      this.#changedRowCount += 1;
      return NO_RESULT;
    }
    if (plan.kind === 'select') {
      // Stored rows of views do not include the changes of this run.
      const isUnchanged = this.#changedRowCount === 0;
      return this.#reader.select(isUnchanged ? views.rewrite(plan.sql) : plan.sql, number);
    }
    if (plan.kind === 'unload') return { ...NO_RESULT, resultRows: await this.#unload(plan) };
    if (plan.kind === 'copy') {
      const resultRows = await runCopy(postgres, objects, plan.command);
      this.#changedRowCount += resultRows;
      await postgres.query(`SET LOCAL redshift.last_copy_count TO ${resultRows}`);
      return { ...NO_RESULT, resultRows };
    }
    const { alteration, layout, newView } = plan;
    if (alteration !== undefined) {
      await this.#asAdministrator(() => checkAlteration(postgres, alteration));
    }
    const since = plan.definesColumns ? await transactionNumber(postgres) : '0';
    const result = await keepColumnCount(postgres, plan.newView, () => this.#command(plan));
    if (!plan.isQuery) this.#changedRowCount += Math.max(1, result.rowCount);
    if (plan.changesSettings) await this.#readSettings();
    if (plan.definesColumns) {
      await postgres.query(`SELECT redshift_internal.check_byte_lengths(${since})`);
    }
    if (plan.newTable !== undefined) {
      await indexKeys(postgres, plan.newTable.name, plan.newTable.keys);
    }
    if (plan.keys !== undefined) await this.#keepKeys(plan.keys);
    if (layout !== undefined) await this.#asAdministrator(() => keepLayout(postgres, layout));
    if (newView !== undefined) await this.#asAdministrator(() => lateViews.forget(newView));
    if (result.fields.length === 0) return { ...NO_RESULT, resultRows: result.rowCount };
    return this.#reader.give(result.fields, result.rows, number);
  }

  async #command(plan: Extract<StatementPlan, { kind: 'command' }>): Promise<QueryResult> {
    const { postgres, lateViews, views } = this.#parts;
    if (plan.changesObjects) await this.#asAdministrator(() => lateViews.unbind());
    // A role with grants on stored rows could not be dropped.
    if (DROPS_ROLE.test(plan.sql)) await this.#asAdministrator(() => views.drop());
    if (!plan.isCall) return postgres.query(plan.sql);
    const sql = await expandCall(postgres, plan.sql);
    const dynamicSql = new DynamicSql(this.#parts.translations, this.#keepsCase);
    const procedure = { postgres, sql, dynamicSql };
    return this.#isInBatch()
      ? callInTransaction(procedure)
      : callAlone(procedure, this.#request.dbUser ?? ADMINISTRATOR);
  }

  async #asAdministrator(work: () => Promise<void>): Promise<void> {
    const { dbUser } = this.#request;
    if (dbUser === undefined) return work();
    await this.#parts.postgres.query('RESET ROLE');
    await work();
    await runAs(this.#parts.postgres, dbUser);
  }

  async #keepKeys(change: TableKeyChange): Promise<void> {
    const { postgres } = this.#parts;
    const { dbUser } = this.#request;
    const { table, dropped } = change;
    await declareKeys(postgres, dbUser, change);
    if (dropped !== undefined) await dropKey(postgres, dbUser, table, dropped);
  }

  async #unload({ command, sql }: Extract<StatementPlan, { kind: 'unload' }>): Promise<number> {
    const { postgres, objects } = this.#parts;
    const rowCount = await this.#reader.withCursor(sql, (cursor) =>
      runUnload(objects, command, cursor),
    );
    await postgres.query(`SET LOCAL redshift.last_unload_count TO ${rowCount}`);
    return rowCount;
  }
}
