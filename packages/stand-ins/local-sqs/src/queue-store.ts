import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { SqsServiceError } from './errors.ts';
import { type QueueAttributes, type QueueSettings, queueSettings } from './queue-attributes.ts';

export type QueueTags = Readonly<Record<string, string>>;

export interface QueueRecord {
  readonly name: string;
  readonly attributes: QueueAttributes;
  readonly settings: QueueSettings;
  readonly tags: QueueTags;
  readonly createdMs: number;
  readonly modifiedMs: number;
}

interface QueueRow {
  readonly name: string;
  readonly attributes: string;
  readonly tags: string;
  readonly created_ms: number;
  readonly modified_ms: number;
}

function toRecord(row: QueueRow): QueueRecord {
  const attributes = JSON.parse(row.attributes) as QueueAttributes;
  return {
    name: row.name,
    attributes,
    settings: queueSettings(attributes),
    tags: JSON.parse(row.tags) as QueueTags,
    createdMs: row.created_ms,
    modifiedMs: row.modified_ms,
  };
}

/** Stores queues and their attributes: a write-through cache that is read once at the start. */
export class QueueStore {
  readonly #records = new Map<string, QueueRecord>();
  readonly #write: StatementSync;
  readonly #delete: StatementSync;

  constructor(database: DatabaseSync) {
    this.#write = database.prepare(
      'INSERT OR REPLACE INTO queues (name, attributes, tags, created_ms, modified_ms) VALUES (?, ?, ?, ?, ?)',
    );
    this.#delete = database.prepare('DELETE FROM queues WHERE name = ?');
    const rows = database.prepare('SELECT * FROM queues').all() as unknown as QueueRow[];
    for (const row of rows) this.#records.set(row.name, toRecord(row));
  }

  get(name: string): QueueRecord | undefined {
    return this.#records.get(name);
  }

  /** Lists all queues by name. */
  list(): readonly QueueRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  put(record: Omit<QueueRecord, 'settings'>): void {
    const { name, attributes, tags, createdMs, modifiedMs } = record;
    this.#write.run(name, JSON.stringify(attributes), JSON.stringify(tags), createdMs, modifiedMs);
    this.#records.set(name, { ...record, settings: queueSettings(attributes) });
  }

  delete(name: string): void {
    this.#delete.run(name);
    this.#records.delete(name);
  }
}

/**
 * Checks that the dead-letter queue exists and has the same type. @throws SqsServiceError
 * InvalidParameterValue
 */
export function checkDeadLetterQueue(queues: QueueStore, attributes: QueueAttributes): void {
  const { redrivePolicy, fifo } = queueSettings(attributes);
  if (redrivePolicy === undefined) return;
  const target = queues.get(redrivePolicy.deadLetterQueue);
  if (target && (target.settings.fifo === undefined) === (fifo === undefined)) return;
  const reason = target
    ? 'Dead-letter queue must be same type of queue as the source'
    : 'Dead letter target does not exist';
  throw new SqsServiceError(
    'InvalidParameterValue',
    `Value ${attributes.RedrivePolicy} for parameter RedrivePolicy is invalid. Reason: ${reason}.`,
  );
}
