import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { Checksum, ChecksumAlgorithm, ChecksumType } from './checksums.ts';
import type { ObjectAttributes } from './object-table.ts';

/** A multipart upload that is not completed. */
export interface MultipartUpload {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly initiatedAtMs: number;
  readonly storageClass: string;
  readonly attributes: UploadAttributes;
}

/** The attributes of the complete object, and how its checksum is computed. */
export interface UploadAttributes extends ObjectAttributes {
  readonly checksumAlgorithm?: ChecksumAlgorithm;
  readonly checksumType?: ChecksumType;
}

/** An uploaded part. */
export interface UploadPart {
  readonly uploadId: string;
  /** 1 to 10,000. */
  readonly number: number;
  readonly byteCount: number;
  readonly etag: string;
  readonly lastModifiedMs: number;
  readonly file: string;
  readonly checksum: Checksum | undefined;
}

type Row = Record<string, unknown>;

/** The statements for multipart uploads and their parts. */
export class UploadTable {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = prepareStatements(database);
  }

  insert(upload: MultipartUpload): void {
    const { id, bucket, key, initiatedAtMs, storageClass, attributes } = upload;
    const json = JSON.stringify(attributes);
    this.#statements.insert.run(id, bucket, key, initiatedAtMs, storageClass, json);
  }

  find(bucket: string, key: string, id: string): MultipartUpload | undefined {
    const row = this.#statements.find.get(id, bucket, key);
    return row && toUpload(row);
  }

  /** Deletes an upload with its parts. The caller deletes their files. */
  delete(id: string): void {
    this.#statements.delete.run(id);
  }

  /** Lists uploads of a bucket in order of key and id, after the given ones. */
  *list(bucket: string, afterKey: string, afterId: string): Generator<MultipartUpload> {
    for (const row of this.#statements.list.iterate(bucket, afterKey, afterId)) yield toUpload(row);
  }

  putPart(part: UploadPart): void {
    const { uploadId, number, byteCount, etag, lastModifiedMs, file, checksum } = part;
    const json = checksum ? JSON.stringify(checksum) : null;
    this.#statements.putPart.run(uploadId, number, byteCount, etag, lastModifiedMs, file, json);
  }

  findPart(uploadId: string, number: number): UploadPart | undefined {
    const row = this.#statements.findPart.get(uploadId, number);
    return row && toPart(row);
  }

  /** Lists parts in order of number. */
  listParts(uploadId: string): readonly UploadPart[] {
    return this.#statements.listParts.all(uploadId).map(toPart);
  }

  /** Returns the files of all parts of all uploads to a bucket. */
  filesOf(bucket: string): readonly string[] {
    return this.#statements.filesOf.all(bucket).map((row) => row['file'] as string);
  }
}

function prepareStatements(database: DatabaseSync) {
  const prepare = (sql: string): StatementSync => database.prepare(sql);
  return {
    insert: prepare('INSERT INTO upload VALUES (?, ?, ?, ?, ?, ?)'),
    find: prepare('SELECT * FROM upload WHERE id = ? AND bucket = ? AND key = ?'),
    delete: prepare('DELETE FROM upload WHERE id = ?'),
    list: prepare('SELECT * FROM upload WHERE bucket = ? AND (key, id) > (?, ?) ORDER BY key, id'),
    putPart: prepare('INSERT OR REPLACE INTO part VALUES (?, ?, ?, ?, ?, ?, ?)'),
    findPart: prepare('SELECT * FROM part WHERE upload_id = ? AND number = ?'),
    listParts: prepare('SELECT * FROM part WHERE upload_id = ? ORDER BY number'),
    filesOf: prepare(
      'SELECT part.file FROM part JOIN upload ON upload.id = part.upload_id WHERE upload.bucket = ?',
    ),
  };
}

function toUpload(row: Row): MultipartUpload {
  return {
    id: row['id'] as string,
    bucket: row['bucket'] as string,
    key: row['key'] as string,
    initiatedAtMs: row['initiated_at_ms'] as number,
    storageClass: row['storage_class'] as string,
    attributes: JSON.parse(row['attributes'] as string) as UploadAttributes,
  };
}

function toPart(row: Row): UploadPart {
  return {
    uploadId: row['upload_id'] as string,
    number: row['number'] as number,
    byteCount: row['byte_count'] as number,
    etag: row['etag'] as string,
    lastModifiedMs: row['last_modified_ms'] as number,
    file: row['file'] as string,
    checksum:
      row['checksum'] === null ? undefined : (JSON.parse(row['checksum'] as string) as Checksum),
  };
}
