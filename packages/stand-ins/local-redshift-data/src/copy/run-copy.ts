import { buffer } from 'node:stream/consumers';
import type { CopyCommand } from '../sql/copy-command.ts';
import { CopyError, LoadFault } from '../statement-errors.ts';
import { recordLoadError } from '../worker/load-errors.ts';
import type { Postgres } from '../worker/postgres.ts';
import { parseJsonPaths } from './json-paths.ts';
import { jsonReader } from './json-rows.ts';
import { loadRows } from './load-rows.ts';
import { parquetRows } from './parquet-rows.ts';
import { readBlocks } from './read-blocks.ts';
import type { RowBlock } from './row-block.ts';
import { type ObjectAddress, parseS3Url, type S3Objects, s3Url } from './s3-objects.ts';
import { readText, sourceFiles } from './source-files.ts';
import { type TargetColumn, targetColumns } from './target-columns.ts';
import { textReader } from './text-rows.ts';

/** Reads the rows of a file. */
type ReadFile = (file: ObjectAddress) => AsyncIterable<RowBlock>;

async function fileReader(
  objects: S3Objects,
  command: CopyCommand,
  columns: readonly TargetColumn[],
): Promise<ReadFile> {
  if (command.format === 'parquet') {
    return async function* read(file) {
      yield* parquetRows(await buffer(await objects.open(file)), command, columns);
    };
  }
  if (command.format !== 'json') {
    const read = textReader(command, columns);
    return async function* readRecords(file) {
      for await (const block of readBlocks(await objects.open(file), command)) yield read(block);
    };
  }
  const { pathsUrl } = command;
  const paths =
    pathsUrl === undefined
      ? undefined
      : parseJsonPaths(await readText(objects, parseS3Url(pathsUrl)), pathsUrl, columns.length);
  const read = jsonReader(command, columns, paths);
  return async function* readLines(file) {
    for await (const { text, firstLine } of readBlocks(await objects.open(file), command)) {
      yield read(text, firstLine);
    }
  };
}

/** What fails a file is a fault of a row, or of its compression. */
function asFault(error: unknown): unknown {
  return (error as { code?: string }).code?.startsWith('Z') === true
    ? new LoadFault(`Invalid gzip: ${(error as Error).message}`, {
        lineNumber: 0,
        errorCode: 1201,
        cause: error,
      })
    : error;
}

/** Loads the files of one COPY, one after another. */
class Copying {
  readonly #postgres: Postgres;
  readonly #command: CopyCommand;
  readonly #columns: readonly TargetColumn[];
  readonly #faults: CopyError[] = [];

  constructor(postgres: Postgres, command: CopyCommand, columns: readonly TargetColumn[]) {
    this.#postgres = postgres;
    this.#command = command;
    this.#columns = columns;
  }

  async run(files: readonly ObjectAddress[], read: ReadFile): Promise<number> {
    const { isTrial } = this.#command;
    if (isTrial) await this.#postgres.query('SAVEPOINT redshift_trial');
    let rowCount = 0;
    for (const file of files) rowCount += await this.#load(file, read);
    if (isTrial) await this.#postgres.query('ROLLBACK TO redshift_trial');
    // The user of the statement may not write there.
    if (this.#faults.length > 0) await this.#postgres.query('RESET ROLE');
    for (const fault of this.#faults) await recordLoadError(this.#postgres, fault);
    return isTrial ? 0 : rowCount;
  }

  async #load(file: ObjectAddress, read: ReadFile): Promise<number> {
    const { table, maxErrorCount } = this.#command;
    const failure = (fault: LoadFault) => new CopyError(table, s3Url(file), fault);
    const target = {
      postgres: this.#postgres,
      table,
      columns: this.#columns,
      goesOn: maxErrorCount > 1,
      onFault: (fault: LoadFault): void => {
        this.#faults.push(failure(fault));
        if (this.#faults.length >= maxErrorCount) throw fault;
      },
    };
    let rowCount = 0;
    try {
      for await (const block of read(file)) rowCount += await loadRows(target, block);
    } catch (cause) {
      const error = asFault(cause);
      throw error instanceof LoadFault ? failure(error) : error;
    }
    return rowCount;
  }
}

/**
 * Runs a COPY in the current transaction.
 * @returns the number of rows
 * @throws CopyError if a row cannot be loaded, SqlStatementError if a file cannot be read
 */
export async function runCopy(
  postgres: Postgres,
  objects: S3Objects,
  command: CopyCommand,
): Promise<number> {
  const columns = await targetColumns(postgres, command);
  const files = await sourceFiles(objects, command);
  const read = await fileReader(objects, command, columns);
  return new Copying(postgres, command, columns).run(files, read);
}
