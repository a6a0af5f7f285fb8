import { randomBytes } from 'node:crypto';
import type { Bucket } from './bucket-table.ts';
import { createEventMessage, type EventCause, type ObjectChange } from './event-message.ts';
import type { EventOutbox } from './event-outbox.ts';
import type { IndexDatabase } from './index-database.ts';
import { type EmittedEvent, matchNotificationRules } from './notification-configuration.ts';
import type { ObjectStore } from './object-store.ts';
import { NULL_VERSION, type ObjectAttributes, type ObjectVersion } from './object-table.ts';
import { checkWritePreconditions, type WritePreconditions } from './preconditions.ts';

/** A new object whose bytes are written and which is not committed yet. */
export interface NewObject {
  readonly bucket: string;
  readonly key: string;
  readonly byteCount: number;
  readonly etag: string;
  readonly storageClass: string;
  readonly file: string;
  readonly attributes: ObjectAttributes;
}

/** The result of a deletion. */
export interface Deletion {
  /** The version deleted, or the delete marker created; undefined when nothing changed. */
  readonly versionId: string | undefined;
  readonly isDeleteMarker: boolean;
}

/** Whether a request or a lifecycle rule removes an object. */
export type RemovalFamily = 'ObjectRemoved' | 'LifecycleExpiration';

/** The changes of one transaction. */
export class StoreTransaction {
  readonly obsoleteFiles: string[] = [];
  readonly destinationArns = new Set<string>();
  readonly #store: ObjectStore;
  readonly #index: IndexDatabase;
  readonly #keepsEvents: boolean;

  constructor(store: ObjectStore, index: IndexDatabase, keepsEvents: boolean) {
    this.#store = store;
    this.#index = index;
    this.#keepsEvents = keepsEvents;
  }

  /**
   * Creates the object as the latest of its key.
   * @throws S3Error NoSuchBucket, PreconditionFailed, NoSuchKey; then nothing is changed
   */
  putObject(
    object: NewObject,
    eventName: EmittedEvent,
    cause: EventCause,
    preconditions: WritePreconditions,
  ): ObjectVersion {
    const bucket = this.#store.buckets.get(object.bucket);
    checkWritePreconditions(
      preconditions,
      this.#store.objects.findLatest(object.bucket, object.key),
    );
    const version = this.#insert(bucket, object.key, { ...object, isDeleteMarker: false });
    this.#addEvent(eventName, version, cause);
    return version;
  }

  /** Deletes like a request without a version id: permanently, or by a delete marker. */
  deleteObject(
    bucketName: string,
    key: string,
    cause: EventCause,
    family: RemovalFamily = 'ObjectRemoved',
  ): Deletion {
    const bucket = this.#store.buckets.get(bucketName);
    if (bucket.versioning === undefined) {
      this.#deleteNullVersion(bucketName, key, cause, family);
      return { versionId: undefined, isDeleteMarker: false };
    }
    const marker = this.#insert(bucket, key, {
      isDeleteMarker: true,
      byteCount: 0,
      etag: '',
      storageClass: 'STANDARD',
      file: undefined,
      attributes: { headers: {} },
    });
    this.#addEvent(`${family}:DeleteMarkerCreated`, marker, cause);
    return { versionId: marker.versionId, isDeleteMarker: true };
  }

  #deleteNullVersion(bucket: string, key: string, cause: EventCause, family: RemovalFamily): void {
    const version = this.#store.objects.findLatest(bucket, key);
    if (version) this.deleteVersion(version, cause, family);
  }

  /** Deletes one version permanently. The caller checks its lock. */
  deleteVersion(
    version: ObjectVersion,
    cause: EventCause,
    family: RemovalFamily = 'ObjectRemoved',
  ): Deletion {
    this.#remove(version);
    const sequence = this.#index.nextSequence(this.#store.now().getTime());
    this.#addEvent(`${family}:Delete`, { ...version, sequence }, cause);
    return { versionId: version.versionId, isDeleteMarker: version.isDeleteMarker };
  }

  /** Aborts a multipart upload and deletes its parts. */
  abortUpload(uploadId: string): void {
    this.obsoleteFiles.push(...this.#store.uploads.listParts(uploadId).map(({ file }) => file));
    this.#store.uploads.delete(uploadId);
  }

  setTags(
    version: ObjectVersion,
    tags: readonly (readonly [string, string])[],
    cause: EventCause,
  ): void {
    this.#store.objects.setAttributes(version, { ...version.attributes, tags });
    const sequence = this.#index.nextSequence(this.#store.now().getTime());
    const name = tags.length === 0 ? 'ObjectTagging:Delete' : 'ObjectTagging:Put';
    this.#addEvent(name, { ...version, sequence }, cause);
  }

  /** Queues a message that is not caused by an object's change. */
  addMessage(...[arn, message]: Parameters<EventOutbox['add']>): void {
    if (!this.#keepsEvents) return;
    this.#store.outbox.add(arn, message);
    this.destinationArns.add(arn);
  }

  #insert(
    bucket: Bucket,
    key: string,
    content: Pick<
      ObjectVersion,
      'isDeleteMarker' | 'byteCount' | 'etag' | 'storageClass' | 'file' | 'attributes'
    >,
  ): ObjectVersion {
    const isVersioned = bucket.versioning === 'Enabled';
    const nowMs = this.#store.now().getTime();
    const replaced = isVersioned
      ? undefined
      : this.#store.objects.findVersion(bucket.name, key, NULL_VERSION);
    if (replaced) this.#remove(replaced);
    const version: ObjectVersion = {
      ...content,
      bucket: bucket.name,
      key,
      sequence: this.#index.nextSequence(nowMs),
      versionId: isVersioned ? randomBytes(16).toString('hex') : NULL_VERSION,
      lastModifiedMs: nowMs,
    };
    this.#store.objects.insertLatest(version);
    return version;
  }

  #remove(version: ObjectVersion): void {
    this.#store.objects.delete(version);
    if (version.file !== undefined) this.obsoleteFiles.push(version.file);
  }

  #addEvent(name: EmittedEvent, version: ObjectVersion, cause: EventCause): void {
    const { notificationRules } = this.#store.buckets.get(version.bucket);
    const change: ObjectChange = {
      name,
      bucket: version.bucket,
      key: version.key,
      timeMs: this.#store.now().getTime(),
      sequence: version.sequence,
      versionId: version.versionId,
      ...(name.startsWith('ObjectCreated:')
        ? { byteCount: version.byteCount, etag: version.etag }
        : {}),
    };
    for (const rule of matchNotificationRules(notificationRules, name, version.key)) {
      this.addMessage(rule.destinationArn, createEventMessage(change, cause, rule.id));
    }
  }
}
