import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket-table.ts';
import type { EventCause } from './event-message.ts';
import { logFault } from './fault-log.ts';
import type { LifecycleRule } from './lifecycle-rules.ts';
import { daysAfter, expiresAt, matchesRule } from './lifecycle.ts';
import { isLocked } from './object-lock.ts';
import type { ObjectStore } from './object-store.ts';
import type { ListedVersion, ObjectVersion } from './object-table.ts';
import type { StoreTransaction } from './store-transaction.ts';

const SWEEP_EVERY_MS = 60 * 60 * 1000;
/** The number of removals in one transaction, between which other requests are processed. */
const BATCH_SIZE = 200;

type Change = (transaction: StoreTransaction) => void;

/** Applies lifecycle rules at the start and every hour. S3 does so once a day. */
export class LifecycleSweeper {
  readonly #store: ObjectStore;
  readonly #region: string;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: ObjectStore, region: string) {
    this.#store = store;
    this.#region = region;
  }

  start(): void {
    this.#sweep();
    this.#timer = setInterval(() => this.#sweep(), SWEEP_EVERY_MS).unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  /** Removals that fail, for example on a full disk, are retried after an hour. */
  #sweep(): void {
    try {
      for (const bucket of this.#store.buckets.list()) this.#sweepBucket(bucket);
    } catch (error) {
      logFault(error);
    }
  }

  #sweepBucket(bucket: Bucket): void {
    const rules = bucket.lifecycleRules.filter(({ isEnabled }) => isEnabled);
    if (rules.length === 0) return;
    const changes = [
      ...this.#abandonedUploads(bucket, rules),
      ...this.#endedVersions(bucket, rules),
    ];
    for (let i = 0; i < changes.length; i += BATCH_SIZE) {
      const batch = changes.slice(i, i + BATCH_SIZE);
      this.#store.change((transaction) => batch.forEach((change) => change(transaction)));
    }
  }

  *#abandonedUploads(bucket: Bucket, rules: readonly LifecycleRule[]): Generator<Change> {
    const nowMs = this.#store.now().getTime();
    for (const { id, key, initiatedAtMs } of this.#store.uploads.list(bucket.name, '', '')) {
      const isAbandoned = rules.some(
        (rule) =>
          rule.abortDays !== undefined &&
          key.startsWith(rule.filter.prefix) &&
          daysAfter(initiatedAtMs, rule.abortDays) <= nowMs,
      );
      if (isAbandoned) yield (transaction) => transaction.abortUpload(id);
    }
  }

  /** Iterates over the versions, the newest version of a key first. */
  *#endedVersions(bucket: Bucket, rules: readonly LifecycleRule[]): Generator<Change> {
    let newer: ListedVersion | undefined;
    let noncurrentCount = 0;
    for (const version of this.#store.objects.listVersions(bucket.name, { from: '' }, undefined)) {
      const successor = newer?.key === version.key ? newer : undefined;
      newer = version;
      noncurrentCount = successor ? noncurrentCount + 1 : 0;
      const change = successor
        ? this.#endNoncurrent(bucket, rules, version, successor, noncurrentCount)
        : this.#endCurrent(bucket, rules, version);
      if (change) yield change;
    }
  }

  #endCurrent(bucket: Bucket, rules: readonly LifecycleRule[], listed: ListedVersion) {
    const version = this.#find(bucket, listed);
    if (!version) return undefined;
    if (version.isDeleteMarker) return this.#endMarker(bucket, rules, version);
    const subject = { ...version, tags: version.attributes.tags ?? [] };
    const nowMs = this.#store.now().getTime();
    const isOver = rules.some((rule) => (expiresAt(rule, subject) ?? Infinity) <= nowMs);
    if (!isOver) return undefined;
    const cause = this.#cause();
    return (transaction: StoreTransaction) =>
      void transaction.deleteObject(bucket.name, version.key, cause, 'LifecycleExpiration');
  }

  /** Expires a delete marker that hides no object. */
  #endMarker(bucket: Bucket, rules: readonly LifecycleRule[], marker: ObjectVersion) {
    const { key, sequence } = marker;
    const [older] = this.#store.objects.listOlderVersions(bucket.name, key, sequence);
    const isFor = (rule: LifecycleRule) =>
      rule.expiration?.kind === 'delete-marker' && key.startsWith(rule.filter.prefix);
    if (older || !rules.some(isFor)) return undefined;
    return this.#removal(marker);
  }

  #endNoncurrent(
    bucket: Bucket,
    rules: readonly LifecycleRule[],
    listed: ListedVersion,
    successor: ListedVersion,
    noncurrentCount: number,
  ) {
    const version = this.#find(bucket, listed);
    if (!version) return undefined;
    const nowMs = this.#store.now().getTime();
    const subject = { ...version, tags: version.attributes.tags ?? [] };
    const isOver = rules.some(
      (rule) =>
        rule.noncurrent !== undefined &&
        matchesRule(rule, subject) &&
        noncurrentCount > rule.noncurrent.keptCount &&
        daysAfter(successor.lastModifiedMs, rule.noncurrent.days) <= nowMs,
    );
    const isKept = isLocked(version.attributes.lock, false, nowMs);
    return isOver && !isKept ? this.#removal(version) : undefined;
  }

  #removal(version: ObjectVersion): Change {
    const cause = this.#cause();
    return (transaction) => void transaction.deleteVersion(version, cause, 'LifecycleExpiration');
  }

  #find = ({ name }: Bucket, { key, versionId }: ListedVersion): ObjectVersion | undefined =>
    this.#store.objects.findVersion(name, key, versionId);

  #cause = (): EventCause => ({
    requestId: randomBytes(8).toString('hex').toUpperCase(),
    hostId: '',
    accessKeyId: 's3.amazonaws.com',
    sourceIp: '127.0.0.1',
    region: this.#region,
  });
}
