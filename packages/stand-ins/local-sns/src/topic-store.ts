import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { inTransaction } from '@miniatura/local-service';
import {
  type SubscriptionAttributes,
  subscriptionSettings,
  type SubscriptionSettings,
} from './subscription-attributes.ts';

type TextMap = Readonly<Record<string, string>>;

export interface Topic {
  readonly name: string;
  readonly attributes: TextMap;
  readonly tags: TextMap;
}

export interface Subscription {
  readonly arn: string;
  /** The topic's name. */
  readonly topic: string;
  /** The queue's ARN. */
  readonly endpoint: string;
  readonly attributes: SubscriptionAttributes;
  readonly settings: SubscriptionSettings;
}

type Row = Readonly<Record<string, string>>;

function toTopic(row: Row): Topic {
  return {
    name: row['name'] ?? '',
    attributes: JSON.parse(row['attributes'] ?? '') as TextMap,
    tags: JSON.parse(row['tags'] ?? '') as TextMap,
  };
}

function toSubscription(row: Row): Subscription {
  const attributes = JSON.parse(row['attributes'] ?? '') as SubscriptionAttributes;
  return {
    arn: row['arn'] ?? '',
    topic: row['topic'] ?? '',
    endpoint: row['endpoint'] ?? '',
    attributes,
    settings: subscriptionSettings(attributes),
  };
}

function byKey<T>(items: Iterable<T>, keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

/** Stores topics and subscriptions: a write-through cache that is read once at the start. */
export class TopicStore {
  readonly #database: DatabaseSync;
  readonly #topics = new Map<string, Topic>();
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #writeTopic: StatementSync;
  readonly #writeSubscription: StatementSync;

  constructor(database: DatabaseSync) {
    this.#database = database;
    this.#writeTopic = database.prepare(
      'INSERT OR REPLACE INTO topics (name, attributes, tags) VALUES (?, ?, ?)',
    );
    this.#writeSubscription = database.prepare(
      'INSERT OR REPLACE INTO subscriptions (arn, topic, endpoint, attributes) VALUES (?, ?, ?, ?)',
    );
    const rowsOf = (table: string) => database.prepare(`SELECT * FROM ${table}`).all() as Row[];
    for (const row of rowsOf('topics')) this.#topics.set(row['name'] ?? '', toTopic(row));
    for (const row of rowsOf('subscriptions')) {
      this.#subscriptions.set(row['arn'] ?? '', toSubscription(row));
    }
  }

  topic(name: string): Topic | undefined {
    return this.#topics.get(name);
  }

  /** Lists all topics by name. */
  topics(): readonly Topic[] {
    return byKey(this.#topics.values(), ({ name }) => name);
  }

  putTopic(topic: Topic): void {
    const { name, attributes, tags } = topic;
    this.#writeTopic.run(name, JSON.stringify(attributes), JSON.stringify(tags));
    this.#topics.set(name, topic);
  }

  /** Deletes the topic with its subscriptions. */
  deleteTopic(name: string): void {
    inTransaction(this.#database, () => {
      this.#database.prepare('DELETE FROM subscriptions WHERE topic = ?').run(name);
      this.#database.prepare('DELETE FROM topics WHERE name = ?').run(name);
    });
    for (const { arn } of this.subscriptions(name)) this.#subscriptions.delete(arn);
    this.#topics.delete(name);
  }

  subscription(arn: string): Subscription | undefined {
    return this.#subscriptions.get(arn);
  }

  /** Lists the subscriptions of one topic, or of all, by ARN. */
  subscriptions(topic?: string): readonly Subscription[] {
    const all = byKey(this.#subscriptions.values(), ({ arn }) => arn);
    return topic === undefined ? all : all.filter((each) => each.topic === topic);
  }

  putSubscription(subscription: Omit<Subscription, 'settings'>): void {
    const { arn, topic, endpoint, attributes } = subscription;
    const settings = subscriptionSettings(attributes);
    this.#writeSubscription.run(arn, topic, endpoint, JSON.stringify(attributes));
    this.#subscriptions.set(arn, { ...subscription, settings });
  }

  deleteSubscription(arn: string): void {
    this.#database.prepare('DELETE FROM subscriptions WHERE arn = ?').run(arn);
    this.#subscriptions.delete(arn);
  }
}
