import { inTransaction } from '@miniatura/local-service';
import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { prepareAll } from './database.ts';
import type { Receipt } from './receipt-handle.ts';

/** A message as it lies in the store; times are epoch milliseconds. */
export interface StoredMessage {
  readonly id: number;
  readonly message_id: string;
  readonly body: string;
  readonly md5_of_body: string;
  /** JSON of the message attributes. */
  readonly attributes: string;
  readonly trace_header: string | null;
  readonly sent_ms: number;
  readonly receive_count: number;
  readonly first_received_ms: number;
  readonly receipt: string;
  /** The queue that gave this message up, when this one is a dead-letter queue. */
  readonly dead_letter_source: string | null;
}

export interface NewMessage {
  readonly queue: string;
  readonly messageId: string;
  readonly body: string;
  readonly md5OfBody: string;
  readonly attributes: string;
  readonly traceHeader: string | undefined;
  readonly sentMs: number;
  readonly visibleAtMs: number;
}

export interface ClaimRequest {
  readonly queue: string;
  readonly nowMs: number;
  readonly maxNumberOfMessages: number;
  readonly visibilityTimeoutMs: number;
  readonly retentionMs: number;
  readonly redrivePolicy:
    { readonly deadLetterQueue: string; readonly maxReceiveCount: number } | undefined;
}

export interface QueueCounts {
  readonly visible: number;
  readonly inFlight: number;
  readonly delayed: number;
}

type Candidate = Pick<StoredMessage, 'id' | 'receive_count'>;

const STATEMENTS = {
  insert: `INSERT INTO messages
    (queue, message_id, body, md5_of_body, attributes, trace_header, sent_ms, visible_at_ms, receive_count, attempt_open)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
  candidates: `SELECT id, receive_count FROM messages
    WHERE queue = ? AND visible_at_ms <= ? ORDER BY visible_at_ms, id LIMIT ?`,
  receive: `UPDATE messages SET visible_at_ms = ?, receive_count = receive_count + 1,
    first_received_ms = COALESCE(first_received_ms, ?), receipt = ?, attempt_open = 1
    WHERE id = ? RETURNING *`,
  deadLetter: `UPDATE messages SET queue = ?, dead_letter_source = ?, visible_at_ms = ?,
    receipt = NULL, attempt_open = 0 WHERE id = ?`,
  expire: 'DELETE FROM messages WHERE queue = ? AND sent_ms <= ?',
  delete: 'DELETE FROM messages WHERE queue = ? AND id = ? AND receipt = ?',
  deleteAll: 'DELETE FROM messages WHERE queue = ?',
  changeVisibility: `UPDATE messages SET visible_at_ms = ?, attempt_open = ?
    WHERE queue = ? AND id = ? AND receipt = ? AND visible_at_ms > ?`,
  endAttempt: `UPDATE messages SET visible_at_ms = COALESCE(?, visible_at_ms), attempt_open = 0
    WHERE queue = ? AND id = ? AND receipt = ?`,
  counts: `SELECT
    COUNT(*) FILTER (WHERE visible_at_ms <= ?1) AS visible,
    COUNT(*) FILTER (WHERE visible_at_ms > ?1 AND receive_count > 0) AS inFlight,
    COUNT(*) FILTER (WHERE visible_at_ms > ?1 AND receive_count = 0) AS delayed
    FROM messages WHERE queue = ?2`,
  nextVisible: `SELECT MIN(visible_at_ms) AS nextMs FROM messages
    WHERE queue = ? AND visible_at_ms > ?`,
  resetInFlight: `UPDATE messages SET visible_at_ms = MIN(visible_at_ms, ?), attempt_open = 0,
    receive_count = MAX(0, receive_count - 1) WHERE attempt_open = 1`,
  releaseFailed: `UPDATE messages SET visible_at_ms = ?1
    WHERE visible_at_ms > ?1 AND receive_count > 0`,
} as const;

/** The messages: every change is one transaction, and is kept once the call has returned. */
export class MessageStore {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareAll<keyof typeof STATEMENTS>>;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareAll(database, STATEMENTS);
  }

  insert(messages: readonly NewMessage[]): void {
    inTransaction(this.#database, () => messages.forEach((message) => this.#insertOne(message)));
  }

  #insertOne(message: NewMessage): void {
    this.#statements.insert.run(
      message.queue,
      message.messageId,
      message.body,
      message.md5OfBody,
      message.attributes,
      message.traceHeader ?? null,
      message.sentMs,
      message.visibleAtMs,
    );
  }

  /** Takes visible messages into flight; those received too often go to the dead-letter queue. */
  claim(request: ClaimRequest): { messages: StoredMessage[]; deadLetterCount: number } {
    return inTransaction(this.#database, () => {
      this.#statements.expire.run(request.queue, request.nowMs - request.retentionMs);
      let deadLetterCount = 0;
      for (;;) {
        const { messages, rejectedCount } = this.#claimPage(request);
        deadLetterCount += rejectedCount;
        if (messages.length > 0 || rejectedCount === 0) return { messages, deadLetterCount };
      }
    });
  }

  #claimPage(request: ClaimRequest): { messages: StoredMessage[]; rejectedCount: number } {
    const { queue, nowMs, maxNumberOfMessages, redrivePolicy } = request;
    const candidates = this.#statements.candidates.all(
      queue,
      nowMs,
      maxNumberOfMessages,
    ) as unknown as Candidate[];
    const messages: StoredMessage[] = [];
    for (const { id, receive_count } of candidates) {
      if (redrivePolicy !== undefined && receive_count >= redrivePolicy.maxReceiveCount) {
        this.#statements.deadLetter.run(redrivePolicy.deadLetterQueue, queue, nowMs, id);
      } else {
        messages.push(this.#receive(id, request));
      }
    }
    return { messages, rejectedCount: candidates.length - messages.length };
  }

  #receive(id: number, { nowMs, visibilityTimeoutMs }: ClaimRequest): StoredMessage {
    const row = this.#statements.receive.get(nowMs + visibilityTimeoutMs, nowMs, randomUUID(), id);
    return row as unknown as StoredMessage;
  }

  /** Deletes received messages. A handle made stale by a later receive deletes nothing. */
  delete(queue: string, receipts: readonly Receipt[]): void {
    if (receipts.length === 0) return;
    inTransaction(this.#database, () => {
      for (const { id, receipt } of receipts) this.#statements.delete.run(queue, id, receipt);
    });
  }

  deleteAll(queue: string): void {
    this.#statements.deleteAll.run(queue);
  }

  /** False when the message is not in flight with this receipt. */
  changeVisibility(queue: string, receipt: Receipt, timeoutMs: number, nowMs: number): boolean {
    const attemptOpen = timeoutMs > 0 ? 1 : 0;
    const { changes } = this.#statements.changeVisibility.run(
      nowMs + timeoutMs,
      attemptOpen,
      queue,
      receipt.id,
      receipt.receipt,
      nowMs,
    );
    return changes > 0;
  }

  /** Notes that attempts failed; visible again at the given time, or at the visibility timeout. */
  endAttempts(
    queue: string,
    attempts: readonly (Receipt & { readonly visibleAtMs: number | undefined })[],
  ): void {
    if (attempts.length === 0) return;
    inTransaction(this.#database, () => {
      for (const { id, receipt, visibleAtMs } of attempts) {
        this.#statements.endAttempt.run(visibleAtMs ?? null, queue, id, receipt);
      }
    });
  }

  counts(queue: string, nowMs: number, retentionMs: number): QueueCounts {
    this.#statements.expire.run(queue, nowMs - retentionMs);
    return { ...(this.#statements.counts.get(nowMs, queue) as unknown as QueueCounts) };
  }

  /** When the next delayed or in-flight message becomes visible, or undefined. */
  nextVisibleMs(queue: string, nowMs: number): number | undefined {
    const row = this.#statements.nextVisible.get(queue, nowMs) as { nextMs: number | null };
    return row.nextMs ?? undefined;
  }

  /**
   * Frees what was in flight when the process ended: visible at once, and an attempt that was cut
   * off is not counted, so that crashes of the machine fill no dead-letter queue.
   */
  resetInFlight(nowMs: number): void {
    inTransaction(this.#database, () => {
      this.#statements.resetInFlight.run(nowMs);
      this.#statements.releaseFailed.run(nowMs);
    });
  }
}
