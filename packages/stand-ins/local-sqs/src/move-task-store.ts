import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '@miniatura/local-service';
import { prepareAll } from './database.ts';

export const MOVE_TASK_STATUSES = ['RUNNING', 'COMPLETED', 'CANCELLED', 'FAILED'] as const;
export type MoveTaskStatus = (typeof MOVE_TASK_STATUSES)[number];

export interface MoveTask {
  readonly handle: string;
  readonly source: string;
  /** Null moves each message back to its source queue. */
  readonly destination: string | null;
  readonly max_per_second: number | null;
  readonly status: MoveTaskStatus;
  readonly moved_count: number;
  readonly to_move_count: number;
  readonly failure_reason: string | null;
  readonly started_ms: number;
}

const STATEMENTS = {
  insert: `INSERT INTO move_tasks
    (handle, source, destination, max_per_second, status, moved_count, to_move_count, started_ms)
    VALUES (?, ?, ?, ?, 'RUNNING', 0, ?, ?)`,
  get: 'SELECT * FROM move_tasks WHERE handle = ?',
  list: 'SELECT * FROM move_tasks WHERE source = ? ORDER BY started_ms DESC, rowid DESC LIMIT ?',
  running: `SELECT * FROM move_tasks WHERE status = 'RUNNING'`,
  finish: `UPDATE move_tasks SET status = ?, failure_reason = ?
    WHERE handle = ? AND status = 'RUNNING'`,
  count: 'UPDATE move_tasks SET moved_count = moved_count + ? WHERE handle = ?',
  movable: `SELECT m.id, COALESCE(?1, m.dead_letter_source) AS destination FROM messages m
    JOIN queues q ON q.name = COALESCE(?1, m.dead_letter_source)
    WHERE m.queue = ?2 AND m.visible_at_ms <= ?3 AND m.sent_ms <= ?4 ORDER BY m.id LIMIT ?5`,
  move: `UPDATE messages SET queue = ?, message_id = ?, sent_ms = ?, visible_at_ms = ?,
    receive_count = 0, first_received_ms = NULL, receipt = NULL, attempt_open = 0,
    dead_letter_source = NULL WHERE id = ?`,
} as const;

/** Stores redrive tasks. A step moves and counts some messages in one transaction. */
export class MoveTaskStore {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareAll<keyof typeof STATEMENTS>>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareAll(database, STATEMENTS);
  }

  create(
    task: Pick<MoveTask, 'source' | 'destination' | 'max_per_second' | 'to_move_count'>,
    nowMs: number,
  ): string {
    const handle = randomUUID();
    const { source, destination, max_per_second, to_move_count } = task;
    this.#statements.insert.run(handle, source, destination, max_per_second, to_move_count, nowMs);
    return handle;
  }

  get(handle: string): MoveTask | undefined {
    return this.#statements.get.get(handle) as MoveTask | undefined;
  }

  /** Lists the tasks of a queue, newest first. */
  list(source: string, maxResults: number): readonly MoveTask[] {
    return this.#statements.list.all(source, maxResults) as unknown as MoveTask[];
  }

  listRunning(): readonly MoveTask[] {
    return this.#statements.running.all() as unknown as MoveTask[];
  }

  finish(handle: string, status: MoveTaskStatus, failureReason?: string): void {
    this.#statements.finish.run(status, failureReason ?? null, handle);
  }

  /**
   * Moves up to `maxCount` messages that were in the queue when the task started, oldest first. As
   * on AWS, a moved message is new: it has a new id and age, and no receives.
   * @returns the destination queue of each message
   */
  moveSome(task: MoveTask, maxCount: number, nowMs: number): readonly string[] {
    return inTransaction(this.#database, () => {
      const { destination, source, started_ms } = task;
      const rows = this.#statements.movable.all(
        destination,
        source,
        nowMs,
        started_ms,
        maxCount,
      ) as { id: number; destination: string }[];
      for (const row of rows) {
        this.#statements.move.run(row.destination, randomUUID(), nowMs, nowMs, row.id);
      }
      this.#statements.count.run(rows.length, task.handle);
      return rows.map((row) => row.destination);
    });
  }
}
