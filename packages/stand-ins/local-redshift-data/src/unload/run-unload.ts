import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type ObjectAddress, parseS3Url, type S3Objects, s3Url } from '../copy/s3-objects.ts';
import type { UnloadCommand } from '../sql/unload-command.ts';
import { SqlStatementError } from '../statement-errors.ts';
import type { ColumnMetadata, Row } from '../worker/protocol.ts';
import { manifestText, type UnloadedFile } from './manifest-text.ts';
import { parquetFile } from './parquet-file.ts';
import { textLines } from './text-lines.ts';

/** A result in pages. */
export interface UnloadedResult {
  readonly columns: readonly ColumnMetadata[];
  readonly pages: AsyncIterable<readonly Row[]>;
}

/** A file is written when its rows reach this size; MAXFILESIZE makes files smaller. */
const MAX_FILE_BYTE_COUNT = 64 * 1024 * 1024;

const SUFFIXES = { gzip: '.gz', zstd: '.zst' } as const;
const NULL_PARTITION = '__HIVE_DEFAULT_PARTITION__';

/** Returns a key as Redshift names the files of a slice: `prefix` + `0000_part_00` + `.parquet`. */
function fileKey(command: UnloadCommand, prefix: string, number: number): string {
  const digits = command.isParallel
    ? `0000_part_${String(number).padStart(2, '0')}`
    : String(number).padStart(3, '0');
  const extension = command.extension ?? (command.format === 'parquet' ? 'parquet' : undefined);
  const compressed = command.compression === undefined ? '' : SUFFIXES[command.compression];
  return `${prefix}${digits}${extension === undefined ? compressed : `.${extension}`}`;
}

function bodyOf(
  command: UnloadCommand,
  columns: readonly ColumnMetadata[],
  rows: readonly Row[],
): Uint8Array {
  if (command.format === 'parquet') return parquetFile(columns, rows);
  const text = Buffer.from(textLines(rows, columns, command));
  if (command.compression === 'gzip') return gzipSync(text);
  return command.compression === 'zstd' ? zstdCompressSync(text) : text;
}

function byteCountOf(row: Row): number {
  return row.reduce((sum, cell) => sum + (cell?.length ?? 0) + 1, 0);
}

/** Rows of one folder that are not written yet. */
interface OpenFile {
  rows: Row[];
  byteCount: number;
  fileCount: number;
}

/** Writes the files of one UNLOAD, one after another. */
class Unloading {
  readonly #objects: S3Objects;
  readonly #command: UnloadCommand;
  readonly #columns: readonly ColumnMetadata[];
  readonly #partitions: readonly number[];
  readonly #kept: readonly number[];
  readonly #address: ObjectAddress;
  readonly #open = new Map<string, OpenFile>();
  readonly #files: UnloadedFile[] = [];
  /** Existing files of partitions, which are deleted once their partition receives rows. */
  #replaceable: readonly ObjectAddress[] = [];

  constructor(objects: S3Objects, command: UnloadCommand, columns: readonly ColumnMetadata[]) {
    this.#objects = objects;
    this.#command = command;
    this.#columns = columns;
    this.#address = parseS3Url(command.url);
    this.#partitions = command.partitionColumns.map((name) => {
      const at = columns.findIndex((column) => column.name === name);
      if (at === -1) throw new SqlStatementError(`partition column "${name}" does not exist`);
      return at;
    });
    const isKept = (at: number) => command.includesPartitions || !this.#partitions.includes(at);
    this.#kept = columns.map((_, at) => at).filter(isKept);
    if (this.#kept.length === 0) {
      throw new SqlStatementError('UNLOAD: at least one column must not be a partition column');
    }
    const { format, widths } = command;
    if (format === 'fixedwidth' && widths.length !== this.#kept.length) {
      throw new SqlStatementError(
        `FIXEDWIDTH: expected the widths of ${this.#kept.length} columns but received ${widths.length}`,
      );
    }
  }

  async run(pages: AsyncIterable<readonly Row[]>): Promise<number> {
    await this.#prepare();
    let rowCount = 0;
    for await (const rows of pages) {
      for (const row of rows) await this.#add(row);
      rowCount += rows.length;
    }
    if (this.#partitions.length === 0) this.#fileOf(this.#prefix([]));
    for (const [prefix, file] of this.#open) {
      if (file.rows.length > 0 || file.fileCount === 0) await this.#write(prefix, file);
    }
    if (this.#command.hasManifest) await this.#writeManifest();
    return rowCount;
  }

  async #prepare(): Promise<void> {
    const present = await this.#objects.list(this.#address);
    if (this.#command.cleansPath && this.#partitions.length > 0) this.#replaceable = present;
    else if (this.#command.cleansPath) await this.#objects.remove(present);
    else if (present.length > 0 && !this.#command.overwrites) {
      throw new SqlStatementError(
        'Specified unload destination on S3 is not empty. Consider using a different bucket / prefix, manually removing the target files in S3, or using the ALLOWOVERWRITE option.',
      );
    }
  }

  async #add(row: Row): Promise<void> {
    const prefix = this.#prefix(row);
    const file = this.#fileOf(prefix);
    const kept = this.#kept.map((at) => row[at] ?? null);
    file.rows.push(kept);
    file.byteCount += byteCountOf(kept);
    const limit = this.#command.maxFileByteCount ?? MAX_FILE_BYTE_COUNT;
    if (file.byteCount >= Math.min(limit, MAX_FILE_BYTE_COUNT)) await this.#write(prefix, file);
  }

  #fileOf(prefix: string): OpenFile {
    const known = this.#open.get(prefix) ?? { rows: [], byteCount: 0, fileCount: 0 };
    this.#open.set(prefix, known);
    return known;
  }

  /** Returns the folders of a row's partition, `…/column=value/`. */
  #prefix(row: Row): string {
    const { Key } = this.#address;
    if (this.#partitions.length === 0) return Key;
    const folders = this.#partitions.map(
      (at) => `${this.#columns[at]?.name}=${row[at] ?? NULL_PARTITION}/`,
    );
    return `${Key}${Key.endsWith('/') ? '' : '/'}${folders.join('')}`;
  }

  async #write(prefix: string, file: OpenFile): Promise<void> {
    const columns = this.#kept.map((at) => this.#columns[at]!);
    const Key = fileKey(this.#command, prefix, file.fileCount);
    const address = { Bucket: this.#address.Bucket, Key };
    if (file.fileCount === 0) {
      await this.#objects.remove(this.#replaceable.filter((each) => each.Key.startsWith(prefix)));
    }
    const body = bodyOf(this.#command, columns, file.rows);
    await this.#objects.put(address, body, this.#command.kmsKeyId);
    this.#files.push({
      url: s3Url(address),
      byteCount: body.length,
      rowCount: file.rows.length,
    });
    file.rows = [];
    file.byteCount = 0;
    file.fileCount += 1;
  }

  async #writeManifest(): Promise<void> {
    const { Bucket, Key } = this.#address;
    const columns = this.#kept.map((at) => this.#columns[at]!);
    const text = manifestText(this.#files, columns, this.#command.isManifestVerbose);
    await this.#objects.put(
      { Bucket, Key: `${Key}manifest` },
      Buffer.from(text),
      this.#command.kmsKeyId,
    );
  }
}

/**
 * Writes a result to S3.
 * @returns the number of rows
 * @throws SqlStatementError if the destination is not empty, or S3 rejects a request
 */
export async function runUnload(
  objects: S3Objects,
  command: UnloadCommand,
  { columns, pages }: UnloadedResult,
): Promise<number> {
  return new Unloading(objects, command, columns).run(pages);
}
