import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Grant } from './acl.ts';
import type { Checksum, ChecksumType } from './checksums.ts';
import type { ObjectLock } from './object-lock.ts';

/** The version id of objects in buckets without versioning. */
export const NULL_VERSION = 'null';

/** What is stored of an object in addition to its bytes and the data of listings. */
export interface ObjectAttributes {
  /** The headers of responses: content-type, x-amz-meta-…, and so on. */
  readonly headers: Readonly<Record<string, string>>;
  readonly checksum?: Checksum & { readonly type: ChecksumType };
  readonly tags?: readonly (readonly [string, string])[];
  readonly lock?: ObjectLock;
  /** Omitted for the private ACL. */
  readonly acl?: readonly Grant[];
  /** The MD5, in base64, of the SSE-C key. */
  readonly customerKeyMd5?: string;
  /** The sizes of the parts of a multipart upload, in order. */
  readonly partByteCounts?: readonly number[];
  /** The numbers of the parts of a multipart upload, unless they are 1, 2, 3 and so on. */
  readonly partNumbers?: readonly number[];
  /** The checksums of the parts, if all have one of the object's algorithm. */
  readonly partChecksums?: readonly string[];
}

/** One version of an object, or a delete marker. */
export interface ObjectVersion {
  readonly bucket: string;
  readonly key: string;
  /** Increases with every change in the store. */
  readonly sequence: number;
  readonly versionId: string;
  readonly isDeleteMarker: boolean;
  readonly byteCount: number;
  /** Without quotes. */
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
  /** The path of the data file below the store's folder; undefined for a delete marker. */
  readonly file: string | undefined;
  readonly attributes: ObjectAttributes;
}

/** The data of an object in a listing. */
export interface ListedObject {
  readonly key: string;
  readonly byteCount: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly storageClass: string;
}

/** The data of a version in a listing. */
export interface ListedVersion extends ListedObject {
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
}

/** A position between keys: `after` excludes the key itself, `from` includes it. */
export type KeyBound = { readonly after: string } | { readonly from: string };

type Row = Record<string, unknown>;

const LISTED = `key, byte_count, etag, last_modified_ms, storage_class`;
/** In SQLite every TEXT sorts before every BLOB, so that this is no limit. */
const UNBOUNDED = new Uint8Array();

/** The statements for objects and their versions. */
export class ObjectTable {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database);
  }

  /** Returns the newest version or delete marker. */
  findLatest(bucket: string, key: string): ObjectVersion | undefined {
    return toVersion(this.#statements.latest.get(bucket, key));
  }

  findVersion(bucket: string, key: string, versionId: string): ObjectVersion | undefined {
    return toVersion(this.#statements.version.get(bucket, key, versionId));
  }

  /** Inserts `version` as the latest of its key. */
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

  /** Deletes a version. The newest remaining version becomes the latest. */
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

  /** Lists objects in order of key, up to the key `end`, exclusively. */
  *list(bucket: string, start: KeyBound, end: string | undefined): Generator<ListedObject> {
    const [statement, bound] =
      'after' in start
        ? [this.#statements.listAfter, start.after]
        : [this.#statements.listFrom, start.from];
    for (const row of statement.iterate(bucket, bound, end ?? UNBOUNDED)) yield toListed(row);
  }

  /** Lists versions in order of key, newest first within a key. */
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

  /** Lists the versions of a key that are older than `sequence`, newest first. */
  *listOlderVersions(bucket: string, key: string, sequence: number): Generator<ListedVersion> {
    for (const row of this.#statements.olderVersions.iterate(bucket, key, sequence)) {
      yield toListedVersion(row);
    }
  }

  /** Returns all data files in use. */
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

function toListed(row: Row): ListedObject {
  return {
    key: row['key'] as string,
    byteCount: row['byte_count'] as number,
    etag: row['etag'] as string,
    lastModifiedMs: row['last_modified_ms'] as number,
    storageClass: row['storage_class'] as string,
  };
}

function toListedVersion(row: Row): ListedVersion {
  return {
    ...toListed(row),
    versionId: row['version_id'] as string,
    isLatest: row['is_latest'] === 1,
    isDeleteMarker: row['is_delete_marker'] === 1,
  };
}
