import { randomBytes } from 'node:crypto';
import {
  closeSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  type Dirent,
} from 'node:fs';
import { open, rmdir, unlink, type FileHandle } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { FILE_MODE, makeFolder, tightenFolder } from './private-files.ts';
import type { ByteSink } from './receive-body.ts';

/**
 * Bytes gathered before they go to the file, so that memory is bounded. What fits is written, or
 * read, in one go on this thread: handing each step to the thread pool costs several times the
 * work itself.
 */
export const ONE_GO_BYTES = 1024 * 1024;

/** An id for a file's name: sorts by time, never repeats. */
const createUniqueId = (): string => Date.now().toString(36) + randomBytes(5).toString('hex');

const errorCode = (error: unknown): unknown => (error as NodeJS.ErrnoException).code;

/** How a data file comes about. */
export interface FileWrite<Filled, Committed> {
  /** The file's name below the store's folder; `uniqueId` must be part of it. */
  readonly nameFile: (uniqueId: string) => string;
  readonly fill: (sink: ByteSink) => Promise<Filled>;
  /** Makes the finished file count. */
  readonly commit: (file: string, filled: Filled) => Committed;
}

/**
 * The folder's data files. A file appears under its name whole or not at all, and is never changed
 * afterwards; which files count is up to the index.
 */
export class ObjectFiles {
  readonly #directory: string;

  /** Creates the folders, and empties the one of unfinished files. */
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

  /**
   * Writes a file out of sight, moves it to its name, then commits it. Whatever fails, nothing is
   * left of it.
   */
  async write<Filled, Committed>({
    nameFile,
    fill,
    commit,
  }: FileWrite<Filled, Committed>): Promise<Committed> {
    const staged = this.#stage();
    try {
      const filled = await fill((chunk) => staged.append(chunk));
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

  /** All bytes of a file of at most ONE_GO_BYTES, or of a range within it. */
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

  open(file: string): Promise<FileHandle> {
    return open(this.#path(file), 'r');
  }

  /** Deletes files and the folders they leave empty. One that is gone already is no fault. */
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

  /** Deletes every data file that `isKept` refuses: what a cut-off left behind. Returns their number. */
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

/** A file being written, out of sight. */
export class StagedFile {
  /** Part of the final name, to keep it apart from all others. */
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

  /** Takes bytes; the promise, where there is one, settles when there is room for more. */
  append(chunk: Buffer): Promise<void> | undefined {
    this.#pending.push(chunk);
    this.#pendingByteCount += chunk.length;
    return this.#pendingByteCount >= ONE_GO_BYTES ? this.#flush() : undefined;
  }

  async #flush(): Promise<void> {
    const { chunks, byteCount } = this.#takePending();
    this.#handle ??= await open(this.#path, 'wx', FILE_MODE);
    const { bytesWritten } = await this.#handle.writev(chunks);
    // A disk that runs full takes a part of the bytes; the reason comes with the next write.
    if (bytesWritten < byteCount) {
      await this.#handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten));
    }
  }

  #takePending() {
    const [chunks, byteCount] = [this.#pending, this.#pendingByteCount];
    this.#pending = [];
    this.#pendingByteCount = 0;
    return { chunks, byteCount };
  }

  /** Moves the finished file to its name, `file` below the store's folder. */
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

  /** The folder is made when it is missing; an empty one may have been removed a moment ago. */
  #rename(target: string): void {
    try {
      renameSync(this.#path, target);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      makeFolder(dirname(target));
      renameSync(this.#path, target);
    }
  }

  /** Throws the unfinished file away. Closing may fail where writing has, on a full disk. */
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

const ignoreCodes =
  (...codes: readonly string[]) =>
  (error: unknown): void => {
    if (!codes.includes(String(errorCode(error)))) throw error;
  };
