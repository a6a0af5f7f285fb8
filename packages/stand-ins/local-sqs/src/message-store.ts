import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '@miniatura/local-service';
import { prepareAll } from './database.ts';
import { MessagePicker } from './message-picker.ts';
import type { Receipt } from './receipt-handle.ts';
import type {
  ClaimRequest,
  InsertedMessage,
  NewMessage,
  QueueCounts,
  StoredMessage,
} from './stored-message.ts';

/** The deduplication interval of a FIFO queue in SQS. */
const DEDUPLICATION_MS = 5 * 60 * 1000;

const STATEMENTS = {
  insert: `INSERT INTO messages
    (queue, message_id, body, md5_of_body, attributes, trace_header, sent_ms, visible_at_ms,
      group_id, deduplication_id, sequence, receive_count, attempt_open)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0)`,
  lastSequence: `SELECT MAX(sequence) AS last FROM (
    SELECT MAX(sequence) AS sequence FROM messages UNION ALL SELECT MAX(sequence) FROM deduplications)`,
  expireDeduplications: 'DELETE FROM deduplications WHERE expires_ms <= ?',
  findDeduplication: 'SELECT message_id, sequence FROM deduplications WHERE queue = ? AND key = ?',
  insertDeduplication: `INSERT INTO deduplications (queue, key, message_id, sequence, expires_ms)
    VALUES (?, ?, ?, ?, ?)`,
  receive: `UPDATE messages SET visible_at_ms = ?, receive_count = receive_count + 1,
    first_received_ms = COALESCE(first_received_ms, ?), receipt = ?, attempt_open = 1
    WHERE id = ? RETURNING *`,
  deadLetter: `UPDATE messages SET queue = ?, dead_letter_source = ?, visible_at_ms = ?,
    receipt = NULL, attempt_open = 0 WHERE id = ?`,
  expire: 'DELETE FROM messages WHERE queue = ? AND sent_ms <= ?',
  delete: 'DELETE FROM messages WHERE queue = ? AND id = ? AND receipt = ?',
  deleteAll: 'DELETE FROM messages WHERE queue = ?',
  deleteDeduplications: 'DELETE FROM deduplications WHERE queue = ?',
  changeVisibility: `UPDATE messages SET visible_at_ms = ?, attempt_open = ?
    WHERE queue = ? AND id = ? AND receipt = ? AND visible_at_ms > ?`,
  endAttempt: `UPDATE messages SET visible_at_ms = COALESCE(?, visible_at_ms), attempt_open = 0
    WHERE queue = ? AND id = ? AND receipt = ?`,
  /** The index alone counts visible messages; rows are read only for delayed and in-flight ones. */
  counts: `SELECT
    (SELECT COUNT(*) FROM messages WHERE queue = ?2 AND visible_at_ms <= ?1) AS visible,
    COUNT(*) FILTER (WHERE receive_count > 0) AS inFlight,
    COUNT(*) FILTER (WHERE receive_count = 0) AS delayed
    FROM messages WHERE queue = ?2 AND visible_at_ms > ?1`,
  nextVisible: `SELECT MIN(visible_at_ms) AS nextMs FROM messages
    WHERE queue = ? AND visible_at_ms > ?`,
  resetInFlight: `UPDATE messages SET visible_at_ms = MIN(visible_at_ms, ?), attempt_open = 0,
    receive_count = MAX(0, receive_count - 1) WHERE attempt_open = 1`,
  releaseFailed: `UPDATE messages SET visible_at_ms = ?1
    WHERE visible_at_ms > ?1 AND receive_count > 0`,
} as const;

/** Stores messages. Each change is one transaction, which is committed when the call returns. */
export class MessageStore {
  readonly #database: DatabaseSync;
  readonly #statements: ReturnType<typeof prepareAll<keyof typeof STATEMENTS>>;
  readonly #picker: MessagePicker;
  #lastSequence: number;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#statements = prepareAll(database, STATEMENTS);
    this.#picker = new MessagePicker(database);
    this.#lastSequence = Number(this.#statements.lastSequence.get()?.['last'] ?? 0);
  }

  insert(messages: readonly NewMessage[]): InsertedMessage[] {
    return inTransaction(this.#database, () =>
      messages.map((message) => this.#insertOnce(message)),
    );
  }

  /** Inserts a message unless its FIFO queue received a duplicate in the last five minutes. */
  #insertOnce(message: NewMessage): InsertedMessage {
    const { queue, messageId, deduplication, sentMs } = message;
    if (deduplication === undefined) {
      this.#insertOne(message, undefined);
      return { messageId, sequence: undefined };
    }
    this.#statements.expireDeduplications.run(sentMs);
    const duplicate = this.#statements.findDeduplication.get(queue, deduplication.key);
    if (duplicate !== undefined) {
      return {
        messageId: String(duplicate['message_id']),
        sequence: Number(duplicate['sequence']),
      };
    }
    const sequence = this.#nextSequence(sentMs);
    const expiresMs = sentMs + DEDUPLICATION_MS;
    this.#statements.insertDeduplication.run(
      queue,
      deduplication.key,
      messageId,
      sequence,
      expiresMs,
    );
    this.#insertOne(message, sequence);
    return { messageId, sequence };
  }

  /** Derived from the clock, so that numbers also increase across restarts. */
  #nextSequence(nowMs: number): number {
    this.#lastSequence = Math.max(this.#lastSequence + 1, nowMs * 1000);
    return this.#lastSequence;
  }

  #insertOne(message: NewMessage, sequence: number | undefined): void {
    this.#statements.insert.run(
      message.queue,
      message.messageId,
      message.body,
      message.md5OfBody,
      message.attributes,
      message.traceHeader ?? null,
      message.sentMs,
      message.visibleAtMs,
      message.groupId ?? '',
      message.deduplication?.id ?? null,
      sequence ?? null,
    );
  }

  /** Receives visible messages; moves those received too often to the dead-letter queue. */
  claim(request: ClaimRequest): { messages: StoredMessage[]; deadLetterCount: number } {
    return inTransaction(this.#database, () => {
      this.#statements.expire.run(request.queue, request.nowMs - request.retentionMs);
      let deadLetterCount = 0;
      for (;;) {
        const { messages, deadLetterCount: pageCount } = this.#claimPage(request);
        deadLetterCount += pageCount;
        if (messages.length > 0 || pageCount === 0) return { messages, deadLetterCount };
      }
    });
  }

  #claimPage(request: ClaimRequest): { messages: StoredMessage[]; deadLetterCount: number } {
    const { queue, nowMs, redrivePolicy, isFifo } = request;
    const candidates = isFifo
      ? this.#picker.pickInSequence(request)
      : this.#picker.pickFairly(request);
    const messages: StoredMessage[] = [];
    for (const { id, receive_count } of candidates) {
      if (redrivePolicy !== undefined && receive_count >= redrivePolicy.maxReceiveCount) {
        this.#statements.deadLetter.run(redrivePolicy.deadLetterQueue, queue, nowMs, id);
      } else {
        messages.push(this.#receive(id, request));
      }
    }
    return { messages, deadLetterCount: candidates.length - messages.length };
  }

  #receive(id: number, { nowMs, visibilityTimeoutMs }: ClaimRequest): StoredMessage {
    const row = this.#statements.receive.get(nowMs + visibilityTimeoutMs, nowMs, randomUUID(), id);
    return row as unknown as StoredMessage;
  }

  /** Deletes received messages. A handle that a later receive made stale deletes nothing. */
  delete(queue: string, receipts: readonly Receipt[]): void {
    if (receipts.length === 0) return;
    inTransaction(this.#database, () => {
      for (const { id, receipt } of receipts) this.#statements.delete.run(queue, id, receipt);
    });
  }

  deleteAll(queue: string): void {
    this.#statements.deleteAll.run(queue);
  }

  /**
   * Deletes the deduplications of a deleted queue: a new queue of the same name starts without any.
   */
  deleteDeduplications(queue: string): void {
    this.#statements.deleteDeduplications.run(queue);
  }

  /** Returns false when the message is not in flight with this receipt. */
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

  /**
   * Records failed attempts. Messages are visible at the given time, or after the visibility
   * timeout.
   */
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

  /** Returns when the next delayed or in-flight message becomes visible, or undefined. */
  nextVisibleMs(queue: string, nowMs: number): number | undefined {
    const row = this.#statements.nextVisible.get(queue, nowMs) as { nextMs: number | null };
    return row.nextMs ?? undefined;
  }

  /**
   * Makes the messages visible that were in flight when the process ended. Interrupted attempts are
   * not counted, so that crashes send no message to the dead-letter queue.
   */
  resetInFlight(nowMs: number): void {
    inTransaction(this.#database, () => {
      this.#statements.resetInFlight.run(nowMs);
      this.#statements.releaseFailed.run(nowMs);
    });
  }
}
