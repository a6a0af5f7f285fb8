import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { S3EventMessage, S3TestEvent } from './event-message.ts';

/** A message that is not delivered yet. */
export interface PendingEvent {
  readonly id: number;
  readonly destinationArn: string;
  readonly message: S3EventMessage | S3TestEvent;
}

/** Stores events from the transaction that causes them until they are delivered. */
export class EventOutbox {
  readonly #insert: StatementSync;
  readonly #next: StatementSync;
  readonly #delete: StatementSync;
  readonly #destinations: StatementSync;

  constructor(database: DatabaseSync) {
    this.#insert = database.prepare('INSERT INTO event (destination_arn, message) VALUES (?, ?)');
    this.#next = database.prepare(
      'SELECT id, message FROM event WHERE destination_arn = ? ORDER BY id LIMIT 1',
    );
    this.#delete = database.prepare('DELETE FROM event WHERE id = ?');
    this.#destinations = database.prepare('SELECT DISTINCT destination_arn FROM event');
  }

  add(destinationArn: string, message: S3EventMessage | S3TestEvent): void {
    this.#insert.run(destinationArn, JSON.stringify(message));
  }

  /** Returns the oldest event for a destination. */
  next(destinationArn: string): PendingEvent | undefined {
    const row = this.#next.get(destinationArn);
    if (!row) return undefined;
    return {
      id: row['id'] as number,
      destinationArn,
      message: JSON.parse(row['message'] as string) as PendingEvent['message'],
    };
  }

  delete(id: number): void {
    this.#delete.run(id);
  }

  /** Lists the destinations with waiting events. */
  destinations(): readonly string[] {
    return this.#destinations.all().map((row) => row['destination_arn'] as string);
  }
}
