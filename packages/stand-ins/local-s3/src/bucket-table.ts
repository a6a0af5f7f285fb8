import type { DatabaseSync } from 'node:sqlite';
import type { Grant } from './acl.ts';
import { type DefaultEncryption, parseBucketEncryption } from './bucket-encryption.ts';
import { type CorsRule, parseCorsConfiguration } from './cors.ts';
import { S3Error } from './errors.ts';
import { type LifecycleRule, parseLifecycleConfiguration } from './lifecycle-rules.ts';
import {
  type NotificationRule,
  parseNotificationConfiguration,
} from './notification-configuration.ts';
import { type DefaultRetention, parseLockConfiguration } from './object-lock.ts';
import {
  DEFAULT_OWNERSHIP,
  type ObjectOwnership,
  parseOwnershipControls,
} from './object-ownership.ts';
import {
  NO_PUBLIC_ACCESS_BLOCK,
  parsePublicAccessBlock,
  type PublicAccessBlock,
} from './public-access-block.ts';

export const VERSIONING_STATES = ['Enabled', 'Suspended'] as const;
export type VersioningState = (typeof VERSIONING_STATES)[number];

/** Configurations that are stored as received: XML, or JSON for `acl` and `policy`. */
export const CONFIGURATION_KINDS = [
  'acl',
  'cors',
  'encryption',
  'lifecycle',
  'notification',
  'object-lock',
  'ownershipControls',
  'policy',
  'publicAccessBlock',
  'tagging',
] as const;
export type ConfigurationKind = (typeof CONFIGURATION_KINDS)[number];

export interface Bucket {
  readonly name: string;
  readonly createdAtMs: number;
  /** Undefined until versioning is first configured. */
  readonly versioning: VersioningState | undefined;
  readonly configurations: ReadonlyMap<ConfigurationKind, string>;
  readonly corsRules: readonly CorsRule[];
  readonly notificationRules: readonly NotificationRule[];
  readonly lifecycleRules: readonly LifecycleRule[];
  /** Whether requests may set ACLs. They are stored and returned, but not evaluated. */
  readonly hasAcls: boolean;
  readonly acl: readonly Grant[] | undefined;
  readonly ownership: ObjectOwnership;
  readonly publicAccessBlock: PublicAccessBlock;
  readonly defaultEncryption: DefaultEncryption;
  /** Whether the bucket has Object Lock. */
  readonly isLockable: boolean;
  readonly defaultRetention: DefaultRetention | undefined;
}

/**
 * Stores buckets in memory and in the index. The index belongs to one process, so that both agree.
 */
export class BucketTable {
  readonly #database: DatabaseSync;
  readonly #ignoresAcls: boolean;
  readonly #buckets = new Map<string, Bucket>();
  /** The buckets before the current transaction. */
  readonly #before = new Map<string, Bucket | undefined>();

  /**
   * @param ignoresAcls whether buckets accept ACLs unless their ownership controls say otherwise
   */
  constructor(database: DatabaseSync, ignoresAcls: boolean) {
    this.#database = database;
    this.#ignoresAcls = ignoresAcls;
    for (const { name } of database.prepare('SELECT name FROM bucket').all()) {
      this.#load(name as string);
    }
    this.keepChanges();
  }

  /** Lists buckets by name. */
  list(): readonly Bucket[] {
    return [...this.#buckets.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.#buckets.get(name);
  }

  /** @throws S3Error NoSuchBucket. */
  get(name: string): Bucket {
    const bucket = this.#buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', undefined, { BucketName: name });
    return bucket;
  }

  create(name: string, createdAtMs: number): void {
    this.#database.prepare('INSERT INTO bucket VALUES (?, ?, NULL)').run(name, createdAtMs);
    this.#load(name);
  }

  /** Deletes a bucket. The caller has checked that it is empty. */
  delete(name: string): void {
    this.#database.prepare('DELETE FROM bucket WHERE name = ?').run(name);
    this.#database.prepare('DELETE FROM bucket_configuration WHERE bucket = ?').run(name);
    this.#database.prepare('DELETE FROM upload WHERE bucket = ?').run(name);
    this.#database.prepare('DELETE FROM completed_upload WHERE bucket = ?').run(name);
    this.#remember(name);
    this.#buckets.delete(name);
  }

  /** Called when the transaction is committed. */
  keepChanges(): void {
    this.#before.clear();
  }

  /** Called when the transaction is rolled back: restores the buckets in memory. */
  undoChanges(): void {
    for (const [name, bucket] of this.#before) {
      if (bucket) this.#buckets.set(name, bucket);
      else this.#buckets.delete(name);
    }
    this.#before.clear();
  }

  #remember(name: string): void {
    if (!this.#before.has(name)) this.#before.set(name, this.#buckets.get(name));
  }

  setVersioning(name: string, versioning: VersioningState): void {
    this.#database.prepare('UPDATE bucket SET versioning = ? WHERE name = ?').run(versioning, name);
    this.#load(name);
  }

  /** Stores a validated configuration; undefined removes it. */
  setConfiguration(name: string, kind: ConfigurationKind, xml: string | undefined): void {
    if (xml === undefined) {
      const sql = 'DELETE FROM bucket_configuration WHERE bucket = ? AND kind = ?';
      this.#database.prepare(sql).run(name, kind);
    } else {
      const sql = 'INSERT OR REPLACE INTO bucket_configuration VALUES (?, ?, ?)';
      this.#database.prepare(sql).run(name, kind, xml);
    }
    this.#load(name);
  }

  #load(name: string): void {
    this.#remember(name);
    const row = this.#database.prepare('SELECT * FROM bucket WHERE name = ?').get(name);
    const configurations = new Map(
      this.#database
        .prepare('SELECT kind, xml FROM bucket_configuration WHERE bucket = ?')
        .all(name)
        .map(({ kind, xml }) => [kind as ConfigurationKind, xml as string]),
    );
    this.#buckets.set(name, {
      name,
      createdAtMs: row?.['created_at_ms'] as number,
      versioning: (row?.['versioning'] ?? undefined) as VersioningState | undefined,
      configurations,
      ...parseConfigurations(configurations, this.#ignoresAcls),
    });
  }
}

type Configurations = Bucket['configurations'];

function parseConfigurations(configurations: Configurations, ignoresAcls: boolean) {
  const parsed = <T, U>(kind: ConfigurationKind, parse: (text: string) => T, absent: U): T | U => {
    const text = configurations.get(kind);
    return text === undefined ? absent : parse(text);
  };
  const absent = ignoresAcls ? 'ObjectWriter' : DEFAULT_OWNERSHIP;
  const ownership = parsed('ownershipControls', parseOwnershipControls, absent);
  return {
    corsRules: parsed('cors', parseCorsConfiguration, []),
    notificationRules: parsed('notification', parseNotificationConfiguration, []),
    lifecycleRules: parsed('lifecycle', readLifecycle, []),
    hasAcls: ownership !== 'BucketOwnerEnforced',
    acl: parsed('acl', (json) => JSON.parse(json) as readonly Grant[], undefined),
    ownership,
    publicAccessBlock: parsed('publicAccessBlock', parsePublicAccessBlock, NO_PUBLIC_ACCESS_BLOCK),
    defaultEncryption: parsed('encryption', parseBucketEncryption, {}),
    isLockable: configurations.has('object-lock'),
    defaultRetention: parsed('object-lock', parseLockConfiguration, undefined),
  };
}

/** A store may contain rules that are rejected today. They are treated as disabled. */
function readLifecycle(xml: string): readonly LifecycleRule[] {
  try {
    return parseLifecycleConfiguration(xml);
  } catch {
    return [];
  }
}
