import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** The number of completed uploads that are stored, latest first. */
export const MAX_COMPLETED_UPLOADS = 10_000;

/** The response to a client that completes an upload again. */
export interface CompletedUpload {
  readonly uploadId: string;
  readonly bucket: string;
  readonly key: string;
  readonly completedAtMs: number;
  readonly answer: CompletionAnswer;
}

/** The result of the completion, from which the response is created. */
export interface CompletionAnswer {
  /** Without quotes. */
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Stores completed uploads, so that a client that has lost the response may retry, also after a
 * restart. Their number is limited.
 */
export class CompletedUploadTable {
  readonly #statements: Record<'insert' | 'find' | 'prune', StatementSync>;

  constructor(database: DatabaseSync) {
    this.#statements = {
      insert: database.prepare('INSERT OR REPLACE INTO completed_upload VALUES (?, ?, ?, ?, ?)'),
      find: database.prepare(
        'SELECT answer FROM completed_upload WHERE upload_id = ? AND bucket = ? AND key = ?',
      ),
      prune: database.prepare(`DELETE FROM completed_upload WHERE completed_at_ms <
        (SELECT completed_at_ms FROM completed_upload ORDER BY completed_at_ms DESC LIMIT 1 OFFSET ?)`),
    };
  }

  insert({ uploadId, bucket, key, completedAtMs, answer }: CompletedUpload): void {
    this.#statements.insert.run(uploadId, bucket, key, completedAtMs, JSON.stringify(answer));
    this.#statements.prune.run(MAX_COMPLETED_UPLOADS - 1);
  }

  find(bucket: string, key: string, uploadId: string): CompletionAnswer | undefined {
    const row = this.#statements.find.get(uploadId, bucket, key);
    return row && (JSON.parse(row['answer'] as string) as CompletionAnswer);
  }
}
