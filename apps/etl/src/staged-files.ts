import { constants, zstdCompress } from 'node:zlib';
import type { StagedRow } from '@miniatura/warehouse';
import type { Staging } from './staging.ts';

/**
 * The files exist for minutes, so that speed matters more than size. At this level Zstandard takes
 * less than half of gzip's processor time, and its files are a third smaller.
 */
const COMPRESSION = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/**
 * Compresses in another thread. An import of `node:util` for its `promisify` would also load worker
 * threads and the parser of arguments at each start of the function.
 */
function compress(bytes: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    zstdCompress(bytes, COMPRESSION, (error, compressed) => {
      if (error === null) resolve(compressed);
      else reject(error);
    });
  });
}

/**
 * Size before compression. Redshift does not split compressed files, so that several files load in
 * parallel.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/c_best-practices-compress-data-files.html
 */
const FILE_BYTE_COUNT = 8 * 1024 * 1024;

/**
 * Writes one kind of rows as compressed JSON lines, in several files. At most two files are in
 * memory.
 */
export class StagedFiles {
  readonly #staging: Staging;
  readonly #keyPrefix: string;
  readonly #entries: object[] = [];
  /** The rows as text; strings would be copied by each garbage collection until they are written. */
  #parts: Buffer[] = [];
  #byteCount = 0;
  #rowCount = 0;
  #uploading: Promise<void> = Promise.resolve();

  /** @param keyPrefix for example `staging/BATCH/1/images` */
  constructor(staging: Staging, keyPrefix: string) {
    this.#staging = staging;
    this.#keyPrefix = keyPrefix;
  }

  get rowCount(): number {
    return this.#rowCount;
  }

  async add(rows: readonly StagedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const part = Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
    this.#parts.push(part);
    this.#byteCount += part.length;
    this.#rowCount += rows.length;
    if (this.#byteCount >= FILE_BYTE_COUNT) await this.#flush();
  }

  /** Writes the remaining rows and then the manifest; without rows it writes nothing. */
  async finish(): Promise<void> {
    if (this.#parts.length > 0) await this.#flush();
    await this.#uploading;
    if (this.#entries.length === 0) return;
    const manifest = JSON.stringify({ entries: this.#entries });
    await this.#staging.put(`${this.#keyPrefix}.manifest`, Buffer.from(manifest));
  }

  /** Uploads one file while the next one is filled. */
  async #flush(): Promise<void> {
    const bytes = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#byteCount = 0;
    await this.#uploading;
    const number = String(this.#entries.length + 1).padStart(5, '0');
    const key = `${this.#keyPrefix}-${number}.json.zst`;
    this.#entries.push({ url: this.#staging.uriOf(key), mandatory: true });
    this.#uploading = this.#upload(key, bytes);
    // The next flush, or `finish`, awaits it; until then its rejection must not count as unhandled.
    this.#uploading.catch(() => undefined);
  }

  async #upload(key: string, bytes: Buffer): Promise<void> {
    await this.#staging.put(key, await compress(bytes));
  }
}
