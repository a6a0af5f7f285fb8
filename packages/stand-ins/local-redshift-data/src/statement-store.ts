import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '@miniatura/local-service';
import {
  type StatementRow,
  type SubStatementRow,
  toStatement,
  toSubStatement,
} from './statement-rows.ts';
import type { Statement, StatementRequest, StatementStatus, SubStatement } from './statement.ts';
import type { Row, SubStatementOutcome } from './worker/protocol.ts';

/** Statements and their results are kept for 24 hours, ClientTokens for 8. */
const RETENTION_MS = 24 * 60 * 60 * 1000;
const TOKEN_RETENTION_MS = 8 * 60 * 60 * 1000;

export interface StatementFilter {
  readonly status?: StatementStatus;
  readonly namePrefix?: string;
  /** Only statements with a smaller sequence, for the next page. */
  readonly before?: number;
  readonly limit: number;
}

type StatementEnd = Pick<Statement, 'status' | 'error' | 'updatedMs'>;

/** Stores submitted statements, their outcomes and their results. */
export class StatementStore {
  readonly #database: DatabaseSync;
  readonly #now: () => number;

  /** Outcomes that are not on disk yet. */
  readonly #unsaved = new Map<string, StatementEnd>();

  constructor(database: DatabaseSync, now: () => number) {
    this.#database = database;
    this.#now = now;
  }

  /** Stores a new statement, and its token if it has one, in one transaction. */
  add(id: string, request: StatementRequest, token?: { token: string; hash: string }): void {
    const now = this.#now();
    this.#saveEnds();
    inTransaction(this.#database, () => {
      this.#database
        .prepare(
          `INSERT INTO statements (id, request, name, status, created_ms, updated_ms)
           VALUES (?, ?, ?, 'SUBMITTED', ?, ?)`,
        )
        .run(id, JSON.stringify(request), request.name ?? null, now, now);
      const addSub = this.#database.prepare(
        `INSERT INTO sub_statements (statement, number, sql, status, updated_ms)
         VALUES (?, ?, ?, 'SUBMITTED', ?)`,
      );
      request.sqls.forEach((sql, index) => addSub.run(id, index + 1, sql, now));
      if (token === undefined) return;
      this.#database
        .prepare('INSERT INTO client_tokens VALUES (?, ?, ?, ?)')
        .run(token.token, token.hash, id, now);
    });
  }

  find(id: string): Statement | undefined {
    const row = this.#database.prepare('SELECT * FROM statements WHERE id = ?').get(id);
    if (row === undefined) return undefined;
    return { ...toStatement(row as unknown as StatementRow), ...this.#unsaved.get(id) };
  }

  subStatements({ id, createdMs }: Statement): SubStatement[] {
    return this.#subStatementRows(id).map((row) => toSubStatement(row, createdMs));
  }

  #subStatementRows(id: string): SubStatementRow[] {
    return this.#database
      .prepare('SELECT * FROM sub_statements WHERE statement = ? ORDER BY number')
      .all(id) as unknown as SubStatementRow[];
  }

  findToken(token: string): { readonly hash: string; readonly id: string } | undefined {
    const row = this.#database
      .prepare('SELECT request_hash AS hash, statement AS id FROM client_tokens WHERE token = ?')
      .get(token);
    return row as { hash: string; id: string } | undefined;
  }

  list({ status, namePrefix, before, limit }: StatementFilter): Statement[] {
    return this.#database
      .prepare(
        `SELECT * FROM statements
         WHERE (:status IS NULL OR status = :status)
           AND (:prefix IS NULL OR substr(name, 1, length(:prefix)) = :prefix)
           AND (:before IS NULL OR sequence < :before)
         ORDER BY sequence DESC LIMIT :limit`,
      )
      .all({
        status: status ?? null,
        prefix: namePrefix ?? null,
        before: before ?? null,
        limit,
      })
      .map((row) => toStatement(row as unknown as StatementRow));
  }

  /** Returns statements that have not ended, oldest first. */
  active(): Statement[] {
    return this.#database
      .prepare(
        `SELECT * FROM statements WHERE status IN ('SUBMITTED', 'PICKED', 'STARTED')
         ORDER BY sequence`,
      )
      .all()
      .map((row) => toStatement(row as unknown as StatementRow));
  }

  setStatus(id: string, status: StatementStatus): void {
    this.#database
      .prepare('UPDATE statements SET status = ?, updated_ms = ? WHERE id = ?')
      .run(status, this.#now(), id);
  }

  startSubStatement(id: string, number: number): void {
    this.#database
      .prepare(
        `UPDATE sub_statements SET status = 'STARTED', updated_ms = ?
         WHERE statement = ? AND number = ?`,
      )
      .run(this.#now(), id, number);
  }

  endSubStatement(id: string, number: number, outcome: SubStatementOutcome): void {
    this.#database
      .prepare(
        `UPDATE sub_statements SET status = ?, error = ?, duration_ns = ?, result_rows = ?,
           result_size = ?, columns = ?, updated_ms = ? WHERE statement = ? AND number = ?`,
      )
      .run(
        outcome.status,
        outcome.error ?? null,
        outcome.durationNs,
        outcome.resultRows,
        outcome.resultSize,
        outcome.columns === undefined ? null : JSON.stringify(outcome.columns),
        this.#now(),
        id,
        number,
      );
  }

  /**
   * Ends a statement and its unfinished parts. If the disk is full, the outcome is kept in memory
   * until it can be written; a new process determines the outcome itself.
   */
  end(id: string, status: 'FINISHED' | 'FAILED' | 'ABORTED', error?: string): void {
    const updatedMs = this.#now();
    this.#unsaved.set(id, { status, updatedMs, ...(error === undefined ? {} : { error }) });
    this.#saveEnds();
  }

  /**
   * Marks which statements were committed, in a batch whose statements have separate transactions.
   */
  keepFinished(id: string, numbers: ReadonlySet<number>): void {
    for (const { number, status } of this.#subStatementRows(id)) {
      const isCommitted = numbers.has(number);
      if (isCommitted === (status === 'FINISHED') || status === 'SUBMITTED') continue;
      this.#database
        .prepare('UPDATE sub_statements SET status = ? WHERE statement = ? AND number = ?')
        .run(isCommitted ? 'FINISHED' : 'STARTED', id, number);
    }
  }

  addPage(id: string, number: number, rows: readonly Row[]): void {
    this.#database
      .prepare(
        `INSERT INTO pages (statement, number, page, rows) VALUES (:id, :number,
           (SELECT count(*) + 1 FROM pages WHERE statement = :id AND number = :number), :rows)`,
      )
      .run({ id, number, rows: JSON.stringify(rows) });
  }

  /** Returns a page of a result, counted from 1, and whether another page follows. */
  page(id: string, number: number, page: number): { rows: readonly Row[]; hasMore: boolean } {
    const found = this.#database
      .prepare('SELECT page, rows FROM pages WHERE statement = ? AND number = ? AND page IN (?, ?)')
      .all(id, number, page, page + 1) as unknown as { page: number; rows: string }[];
    const rows = found.find((row) => row.page === page)?.rows;
    return {
      rows: rows === undefined ? [] : (JSON.parse(rows) as Row[]),
      hasMore: found.some((row) => row.page === page + 1),
    };
  }

  /** Deletes expired statements and tokens. */
  purge(): void {
    this.#database
      .prepare('DELETE FROM client_tokens WHERE created_ms < ?')
      .run(this.#now() - TOKEN_RETENTION_MS);
    this.#database
      .prepare(
        `DELETE FROM statements WHERE created_ms < ?
           AND status NOT IN ('SUBMITTED', 'PICKED', 'STARTED')`,
      )
      .run(this.#now() - RETENTION_MS);
  }

  close(): void {
    this.#saveEnds();
    this.#database.close();
  }

  #saveEnds(): void {
    for (const [id, end] of this.#unsaved) {
      try {
        inTransaction(this.#database, () => this.#saveEnd(id, end));
      } catch {
        return;
      }
      this.#unsaved.delete(id);
    }
  }

  /** The running part gets the outcome of the whole; later parts have never begun. */
  #saveEnd(id: string, { status, error: reason, updatedMs }: StatementEnd): void {
    const error = reason ?? null;
    const endParts = this.#database.prepare(
      `UPDATE sub_statements SET status = ?, error = ?, updated_ms = ?
       WHERE statement = ? AND status = ?`,
    );
    const unbegun = status === 'FINISHED' ? status : 'ABORTED';
    endParts.run(status, error, updatedMs, id, 'STARTED');
    for (const state of ['SUBMITTED', 'PICKED']) {
      endParts.run(unbegun, error, updatedMs, id, state);
    }
    this.#database
      .prepare(
        `UPDATE statements SET status = ?, error = ?, updated_ms = ?,
           duration_ns = (SELECT sum(duration_ns) FROM sub_statements WHERE statement = id)
         WHERE id = ?`,
      )
      .run(status, error, updatedMs, id);
  }
}
