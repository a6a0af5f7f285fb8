import { randomBytes } from 'node:crypto';
import {
  closeSync,
  type Dirent,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { type FileHandle, open, rmdir, unlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { FileHasher } from './file-hasher.ts';
import { FILE_MODE, makeFolder, tightenFolder } from './private-files.ts';
import type { ByteSink } from './receive-body.ts';
import { releaseChunks } from './release-chunks.ts';

/**
 * The number of bytes collected before a write, which limits memory use. Smaller files are written
 * or read in one synchronous call: using the thread pool for each step costs several times as much.
 */
export const ONE_GO_BYTES = 1024 * 1024;

/** Creates an id for a file's name that sorts by time and is unique. */
const createUniqueId = (): string => Date.now().toString(36) + randomBytes(5).toString('hex');

const errorCode = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** How a data file is written. */
export interface FileWrite<Filled, Committed> {
  /** Returns the file's path below the store's folder, which must contain `uniqueId`. */
  readonly nameFile: (uniqueId: string) => string;
  readonly fill: (sink: ByteSink) => Promise<Filled>;
  /** Commits the complete file. */
  readonly commit: (file: string, filled: Filled) => Committed;
}

/**
 * The folder's data files. A file appears under its name atomically and never changes. The index
 * decides which files are in use.
 */
export class ObjectFiles {
  readonly #directory: string;
  readonly #hasher = new FileHasher();

  /** Creates the folders, and deletes incomplete files. */
  constructor(directory: string) {
    this.#directory = directory;
    rmSync(this.#path('tmp'), { recursive: true, force: true });
    for (const name of ['tmp', 'buckets', 'uploads']) {
      tightenFolder(this.#path(name));
      makeFolder(this.#path(name));
    }
  }

  #path(file: string): string {
    return join(this.#directory, file);
  }

  /** Writes a temporary file, renames it, then commits it. After an error nothing of it is left. */
  async write<Filled, Committed>({
    nameFile,
    fill,
    commit,
  }: FileWrite<Filled, Committed>): Promise<Committed> {
    const staged = this.#stage();
    try {
      const append: ByteSink = Object.assign((chunk: Buffer) => staged.append(chunk), {
        md5: async () => this.#hasher.md5(await staged.written()),
      });
      const filled = await fill(append);
      const file = nameFile(staged.uniqueId);
      await staged.publish(file);
      return await this.#commit(file, () => commit(file, filled));
    } catch (error) {
      await staged.discard();
      throw error;
    }
  }

  async #commit<T>(file: string, commit: () => T): Promise<T> {
    try {
      return commit();
    } catch (error) {
      await this.remove([file]);
      throw error;
    }
  }

  #stage(): StagedFile {
    const uniqueId = createUniqueId();
    return new StagedFile(this.#path(`tmp/${uniqueId}`), uniqueId, (file) => this.#path(file));
  }

  /** Reads a file or a range of at most ONE_GO_BYTES. */
  readWhole(file: string, byteCount: number, start = 0): Buffer {
    const bytes = Buffer.allocUnsafe(byteCount);
    const descriptor = openSync(this.#path(file), 'r');
    try {
      if (readSync(descriptor, bytes, 0, byteCount, start) === byteCount) return bytes;
    } finally {
      closeSync(descriptor);
    }
    throw new Error(`The data file ${file} is shorter than its object.`);
  }

  /** Ends the thread that hashes. */
  close(): Promise<void> {
    return this.#hasher.close();
  }

  open(file: string): Promise<FileHandle> {
    return open(this.#path(file), 'r');
  }

  /** Deletes files and folders that become empty. Missing files are ignored. */
  async remove(files: readonly string[]): Promise<void> {
    for (const file of files) {
      await unlink(this.#path(file)).catch(ignoreCodes('ENOENT'));
      await this.#removeEmptyFolders(dirname(file));
    }
  }

  async #removeEmptyFolders(folder: string): Promise<void> {
    if (!folder.includes('/')) return;
    try {
      await rmdir(this.#path(folder));
    } catch {
      return;
    }
    await this.#removeEmptyFolders(dirname(folder));
  }

  /**
   * Deletes all data files that `isKept` rejects, which an interruption has left. @returns their
   * number
   */
  sweep(isKept: (file: string) => boolean): number {
    const strays = ['buckets', 'uploads']
      .flatMap((root) => this.#list(root))
      .filter((f) => !isKept(f));
    for (const file of strays) rmSync(this.#path(file), { force: true });
    return strays.length;
  }

  #list(root: string): readonly string[] {
    const toFile = (entry: Dirent) => relative(this.#directory, join(entry.parentPath, entry.name));
    return readdirSync(this.#path(root), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => toFile(entry).split(sep).join('/'));
  }
}

/** A temporary file that is being written. */
export class StagedFile {
  /** Part of the final name, which makes it unique. */
  readonly uniqueId: string;
  readonly #path: string;
  readonly #resolve: (file: string) => string;
  #handle: FileHandle | undefined;
  #pending: Buffer[] = [];
  #pendingByteCount = 0;

  constructor(path: string, uniqueId: string, resolve: (file: string) => string) {
    this.#path = path;
    this.uniqueId = uniqueId;
    this.#resolve = resolve;
  }

  /** Appends bytes. If a promise is returned, it resolves when more bytes can be appended. */
  append(chunk: Buffer): Promise<void> | undefined {
    this.#pending.push(chunk);
    this.#pendingByteCount += chunk.length;
    return this.#pendingByteCount >= ONE_GO_BYTES ? this.#flush() : undefined;
  }

  /** Writes all bytes so far, and returns the path of the temporary file. */
  async written(): Promise<string> {
    await this.#flush();
    return this.#path;
  }

  async #flush(): Promise<void> {
    const { chunks, byteCount } = this.#takePending();
    this.#handle ??= await open(this.#path, 'wx', FILE_MODE);
    const { bytesWritten } = await this.#handle.writev(chunks);
    // A disk that becomes full accepts some bytes; the next write reports the reason.
    if (bytesWritten < byteCount) {
      await this.#handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
    }
    releaseChunks(chunks);
  }

  #takePending() {
    const [chunks, byteCount] = [this.#pending, this.#pendingByteCount];
    this.#pending = [];
    this.#pendingByteCount = 0;
    return { chunks, byteCount };
  }

  /** Renames the complete file to `file` below the store's folder. */
  async publish(file: string): Promise<void> {
    if (this.#handle) {
      if (this.#pendingByteCount > 0) await this.#flush();
      await this.#close();
    } else {
      const bytes = Buffer.concat(this.#takePending().chunks);
      writeFileSync(this.#path, bytes, { flag: 'wx', mode: FILE_MODE });
    }
    this.#rename(this.#resolve(file));
  }

  /** Creates the folder when it is missing: an empty one may have been removed meanwhile. */
  #rename(target: string): void {
    try {
      renameSync(this.#path, target);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      makeFolder(dirname(target));
      renameSync(this.#path, target);
    }
  }

  /**
   * Deletes the incomplete file. Closing may fail if writing has failed, for example on a full
   * disk.
   */
  async discard(): Promise<void> {
    await this.#close().catch(() => undefined);
    await unlink(this.#path).catch(ignoreCodes('ENOENT'));
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }
}

function ignoreCodes(...codes: readonly string[]) {
  return (error: unknown): void => {
    if (!codes.includes(String(errorCode(error)))) throw error;
  };
}
