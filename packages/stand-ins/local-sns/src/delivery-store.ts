import { inTransaction } from '@miniatura/local-service';
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { MessageAttributes } from './message-attributes.ts';

/** A message for a queue. */
export interface NewDelivery {
  readonly queueArn: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly groupId: string | undefined;
  /** Where it goes instead when its queue does not take it. */
  readonly deadLetterArn: string | undefined;
  /** Epoch milliseconds. */
  readonly publishedMs: number;
}

export interface Delivery extends NewDelivery {
  readonly id: number;
}

/** Messages wait here from the publishing that is acknowledged until their queue has them. */
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

  /** Keeps all deliveries, or none. */
  add(deliveries: readonly NewDelivery[]): void {
    inTransaction(this.#database, () => {
      for (const { queueArn, body, attributes, ...rest } of deliveries) {
        const { groupId = null, deadLetterArn = null, publishedMs } = rest;
        const json = JSON.stringify(attributes);
        this.#insert.run(queueArn, body, json, groupId, deadLetterArn, publishedMs);
      }
    });
  }

  /** The oldest one for a queue. */
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

  /** Sends it to its dead-letter queue from now on, with attributes that say why. */
  redirect({ id }: Delivery, attributes: MessageAttributes): void {
    this.#redirect.run(JSON.stringify(attributes), id);
  }

  /** The queues that deliveries wait for. */
  queues(): readonly string[] {
    const rows = this.#database.prepare('SELECT DISTINCT queue_arn FROM deliveries').all();
    return rows.map((row) => row['queue_arn'] as string);
  }
}
