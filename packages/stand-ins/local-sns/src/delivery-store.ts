import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '@miniatura/local-service';
import type { MessageAttributes } from './message-attributes.ts';

/** A message to be sent to a queue. */
export interface NewDelivery {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  /** The queue that receives it when it cannot be delivered to its own queue. */
  readonly deadLetterArn: string | undefined;
  /** Epoch milliseconds. */
  readonly publishedMs: number;
}

export interface Delivery extends NewDelivery {
  readonly id: number;
}

/**
 * Stores each message from the acknowledgement of its publication until its queue has acknowledged
 * it.
 */
export class DeliveryStore {
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #next: StatementSync;
  readonly #delete: StatementSync;
  readonly #redirect: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#insert = database.prepare(`INSERT INTO deliveries
      (queue_arn, body, attributes, group_id, dead_letter_arn, published_ms)
      VALUES (?, ?, ?, ?, ?, ?)`);
    this.#next = database.prepare(
      'SELECT * FROM deliveries WHERE queue_arn = ? ORDER BY id LIMIT 1',
    );
    this.#delete = database.prepare('DELETE FROM deliveries WHERE id = ?');
    this.#redirect = database.prepare(
      'UPDATE deliveries SET queue_arn = dead_letter_arn, dead_letter_arn = NULL, attributes = ? WHERE id = ?',
    );
  }

  /** Inserts all deliveries in one transaction. */
  add(deliveries: readonly NewDelivery[]): void {
    inTransaction(this.#database, () => {
      for (const { queueArn, body, attributes, ...rest } of deliveries) {
        const { groupId = null, deadLetterArn = null, publishedMs } = rest;
        const json = JSON.stringify(attributes);
        this.#insert.run(queueArn, body, json, groupId, deadLetterArn, publishedMs);
      }
    });
  }

  /** Returns the oldest delivery for a queue. */
  next(queueArn: string): Delivery | undefined {
    const row = this.#next.get(queueArn) as Readonly<Record<string, string | null>> | undefined;
    if (row === undefined) return undefined;
    return {
      id: Number(row['id']),
      queueArn,
      body: row['body'] ?? '',
      attributes: JSON.parse(row['attributes'] ?? '{}') as MessageAttributes,
      groupId: row['group_id'] ?? undefined,
      deadLetterArn: row['dead_letter_arn'] ?? undefined,
      publishedMs: Number(row['published_ms']),
    };
  }

  delete({ id }: Delivery): void {
    this.#delete.run(id);
  }

  /** Redirects a delivery to its dead-letter queue, with attributes that contain the reason. */
  redirect({ id }: Delivery, attributes: MessageAttributes): void {
    this.#redirect.run(JSON.stringify(attributes), id);
  }

  /** Lists the queues with waiting deliveries. */
  queues(): readonly string[] {
    const rows = this.#database.prepare('SELECT DISTINCT queue_arn FROM deliveries').all();
    return rows.map((row) => row['queue_arn'] as string);
  }
}
