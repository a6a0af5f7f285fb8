import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Grant } from './acl.ts';
import type { Checksum, ChecksumType } from './checksums.ts';
import type { ObjectLock } from './object-lock.ts';

/** The version id of objects in buckets without versioning. */
export const NULL_VERSION = 'null';

/** What is kept of an object beside its bytes and what listings show. */
export interface ObjectAttributes {
  /** Headers as they are answered: content-type, x-amz-meta-…, and so on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: Checksum & { readonly type: ChecksumType };
  readonly tags?: readonly (readonly [string, string])[];
  readonly lock?: ObjectLock;
  /** Absent for the private one. */
  readonly acl?: readonly Grant[];
  /** MD5, in base64, of the key of SSE-C. */
  readonly customerKeyMd5?: string;
  /** Sizes of the parts of a multipart upload, in order. */
  readonly partByteCounts?: readonly number[];
  /** Numbers of the parts of a multipart upload, where they are not 1, 2, 3 and so on. */
  readonly partNumbers?: readonly number[];
  /** Checksums of the parts, where all have one of the object's algorithm. */
  readonly partChecksums?: readonly string[];
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** Rises with every change in the store. */
  readonly sequence: number;
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly byteCount: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
  /** The data file, below the store's folder; a delete marker has none. */
  readonly file: string | undefined;
  readonly attributes: ObjectAttributes;
}

/** What a listing shows of an object. */
export interface ListedObject {
  readonly key: string;
  readonly byteCount: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

/** What a listing of versions shows. */
export interface ListedVersion extends ListedObject {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** A point between keys: `after` leaves the key itself out, `from` takes it in. */
export type KeyBound = { readonly after: string } | { readonly from: string };

type Row = Record<string, unknown>;

const LISTED = `key, byte_count, etag, last_modified_ms, storage_class`;
/** Every TEXT sorts before every BLOB in SQLite, so this bounds nothing. */
const UNBOUNDED = new Uint8Array();

/** The statements over objects and their versions. */
export class ObjectTable {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database);
  }

  /** The newest version or delete marker. */
  findLatest(bucket: string, key: string): ObjectVersion | undefined {
    return toVersion(this.#statements.latest.get(bucket, key));
  }

  findVersion(bucket: string, key: string, versionId: string): ObjectVersion | undefined {
    return toVersion(this.#statements.version.get(bucket, key, versionId));
  }

  /** Makes `version` the latest of its key. */
  insertLatest(version: ObjectVersion): void {
    const { bucket, key, sequence } = version;
    this.#statements.unsetLatest.run(bucket, key);
    this.#statements.insert.run(
      bucket,
      key,
      sequence,
      version.versionId,
      version.isDeleteMarker ? 1 : 0,
      version.byteCount,
      version.etag,
      version.lastModifiedMs,
      version.storageClass,
      version.file ?? null,
      JSON.stringify(version.attributes),
    );
  }

  /** Takes a version away; the newest that is left becomes the latest. */
  delete({ bucket, key, sequence }: ObjectVersion): void {
    this.#statements.delete.run(bucket, key, sequence);
    const next = this.#statements.latest.get(bucket, key);
    if (next) this.#statements.setLatest.run(bucket, key, next['sequence'] as number);
  }

  setAttributes({ bucket, key, sequence }: ObjectVersion, attributes: ObjectAttributes): void {
    this.#statements.setAttributes.run(JSON.stringify(attributes), bucket, key, sequence);
  }

  hasAny(bucket: string): boolean {
    return this.#statements.any.get(bucket) !== undefined;
  }

  /** Objects in order of key, up to and without the key `end`. */
  *list(bucket: string, start: KeyBound, end: string | undefined): Generator<ListedObject> {
    const [statement, bound] =
      'after' in start
        ? [this.#statements.listAfter, start.after]
        : [this.#statements.listFrom, start.from];
    for (const row of statement.iterate(bucket, bound, end ?? UNBOUNDED)) yield toListed(row);
  }

  /** Versions in order of key, the newest first within a key. */
  *listVersions(
    bucket: string,
    start: KeyBound,
    end: string | undefined,
  ): Generator<ListedVersion> {
    const [statement, bound] =
      'after' in start
        ? [this.#statements.versionsAfter, start.after]
        : [this.#statements.versionsFrom, start.from];
    for (const row of statement.iterate(bucket, bound, end ?? UNBOUNDED)) {
      yield toListedVersion(row);
    }
  }

  /** The versions of one key that are older than `sequence`, the newest first. */
  *listOlderVersions(bucket: string, key: string, sequence: number): Generator<ListedVersion> {
    for (const row of this.#statements.olderVersions.iterate(bucket, key, sequence)) {
      yield toListedVersion(row);
    }
  }

  /** All data files in use. */
  files(): ReadonlySet<string> {
    return new Set(this.#statements.files.all().map((row) => row['file'] as string));
  }
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  const list = (operator: string) =>
    prepare(`SELECT ${LISTED} FROM object
      WHERE bucket = ? AND is_latest = 1 AND is_delete_marker = 0 AND key ${operator} ? AND key < ?
      ORDER BY key`);
  const versions = (operator: string) =>
    prepare(`SELECT ${LISTED}, version_id, is_latest, is_delete_marker FROM object
      WHERE bucket = ? AND key ${operator} ? AND key < ? ORDER BY key, sequence DESC`);
  const one = 'WHERE bucket = ? AND key = ? AND sequence = ?';
  return {
    latest: prepare(
      'SELECT * FROM object WHERE bucket = ? AND key = ? ORDER BY sequence DESC LIMIT 1',
    ),
    version: prepare('SELECT * FROM object WHERE bucket = ? AND key = ? AND version_id = ?'),
    unsetLatest: prepare(
      'UPDATE object SET is_latest = 0 WHERE bucket = ? AND key = ? AND is_latest = 1',
    ),
    setLatest: prepare(`UPDATE object SET is_latest = 1 ${one}`),
    insert: prepare('INSERT INTO object VALUES (?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?)'),
    delete: prepare(`DELETE FROM object ${one}`),
    setAttributes: prepare(`UPDATE object SET attributes = ? ${one}`),
    any: prepare('SELECT 1 FROM object WHERE bucket = ? LIMIT 1'),
    listAfter: list('>'),
    listFrom: list('>='),
    versionsAfter: versions('>'),
    versionsFrom: versions('>='),
    olderVersions: prepare(`SELECT ${LISTED}, version_id, is_latest, is_delete_marker FROM object
      WHERE bucket = ? AND key = ? AND sequence < ? ORDER BY sequence DESC`),
    files: prepare(
      'SELECT file FROM object WHERE file IS NOT NULL UNION ALL SELECT file FROM part',
    ),
  };
}

function toVersion(row: Row | undefined): ObjectVersion | undefined {
  if (!row) return undefined;
  return {
    ...toListed(row),
    bucket: row['bucket'] as string,
    sequence: row['sequence'] as number,
    versionId: row['version_id'] as string,
    isDeleteMarker: row['is_delete_marker'] === 1,
    file: (row['file'] ?? undefined) as string | undefined,
    attributes: JSON.parse(row['attributes'] as string) as ObjectAttributes,
  };
}

const toListed = (row: Row): ListedObject => ({
  key: row['key'] as string,
  byteCount: row['byte_count'] as number,
  etag: row['etag'] as string,
  lastModifiedMs: row['last_modified_ms'] as number,
  storageClass: row['storage_class'] as string,
});

const toListedVersion = (row: Row): ListedVersion => ({
  ...toListed(row),
  versionId: row['version_id'] as string,
  isLatest: row['is_latest'] === 1,
  isDeleteMarker: row['is_delete_marker'] === 1,
});
