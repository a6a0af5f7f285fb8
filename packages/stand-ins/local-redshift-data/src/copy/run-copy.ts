import { CopyError, LoadFault, SqlStatementError } from '../statement-errors.ts';
import type { CopyCommand } from '../sql/copy-command.ts';
import { quoteIdentifier, quoteLiteral } from '../quote.ts';
import type { Postgres, PostgresError } from '../worker/postgres.ts';
import { jsonRows, type TargetColumn } from './json-rows.ts';
import { afterLastNewline, afterLastRecord, readBlocks, type Block } from './read-blocks.ts';
import { s3Url, type ObjectAddress, type S3Objects } from './s3-objects.ts';
import { sourceFiles } from './source-files.ts';

const CHARACTER_TYPES = new Set(['varchar', 'bpchar', 'text']);

/** Returns the table's columns in order, without generated ones. */
const targetColumns = async (
  postgres: Postgres,
  { table, columns }: CopyCommand,
): Promise<readonly TargetColumn[]> => {
  const { rows } = await postgres.query(
    `SELECT a.attname, t.typname, a.attidentity FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
     WHERE a.attrelid = ${quoteLiteral(table)}::regclass AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum`,
  );
  const all = rows.map(([name, typeName, identity]) => ({
    name: name ?? '',
    typeName: typeName ?? '',
    identity,
  }));
  if (columns === undefined) return all.filter(({ identity }) => identity !== 'a');
  return columns.map((name) => {
    const found = all.find((column) => column.name === name);
    if (found !== undefined) return found;
    throw new SqlStatementError(`column "${name}" of relation "${table}" does not exist`);
  });
};

/** Quote character for delimited text, which has no quotes: it does not occur in text. */
const NO_QUOTE = '\u0001';

/** Converts a row. An empty field is an empty string in a text column, and NULL in others. */
const textRow = (
  line: string,
  { delimiter, nullText }: CopyCommand,
  columns: readonly TargetColumn[],
): string =>
  line
    .split(delimiter)
    .map((field, at) => {
      const isText = CHARACTER_TYPES.has(columns[at]?.typeName ?? '');
      return field === '' && !isText ? nullText : field;
    })
    .join(delimiter);

const copySql = (command: CopyCommand, columns: readonly TargetColumn[]): string => {
  const names = columns.map(({ name }) => quoteIdentifier(name)).join(', ');
  const copy = `COPY ${command.table} (${names}) FROM '/dev/blob'`;
  if (command.format === 'json') return copy;
  if (command.format === 'text') {
    return `${copy} WITH (FORMAT csv, DELIMITER ${quoteLiteral(command.delimiter)}, QUOTE ${quoteLiteral(NO_QUOTE)}, NULL ${quoteLiteral(command.nullText)})`;
  }
  const texts = columns
    .filter(({ typeName }) => CHARACTER_TYPES.has(typeName))
    .map(({ name }) => quoteIdentifier(name));
  // An empty field is an empty string in a text column, and NULL in others.
  const notNull = texts.length === 0 ? '' : `, FORCE_NOT_NULL (${texts.join(', ')})`;
  return `${copy} WITH (FORMAT csv, DELIMITER ${quoteLiteral(command.delimiter)}, QUOTE ${quoteLiteral(command.quote)}, NULL ''${notNull})`;
};

/** Redshift's codes of load errors by PostgreSQL's codes. */
const LOAD_ERROR_CODES: Readonly<Record<string, number>> = {
  '22001': 1204,
  '22003': 1216,
  '22007': 1206,
  '22008': 1206,
  '22P02': 1207,
  '22P04': 1202,
  '23502': 1213,
  '23514': 1204,
};

/** Parses the line within the block, and the column: `COPY t, line 3, column a: "x"`. */
const placeOf = (where: string | undefined): { line: number; columnName?: string } => {
  const [, line = '1', columnName] = /line (\d+)(?:, column (\w+))?/.exec(where ?? '') ?? [];
  return { line: Number(line), ...(columnName === undefined ? {} : { columnName }) };
};

const columnOfCheck = (constraint: string | undefined, columns: readonly TargetColumn[]) => {
  const number = /^redshift_bytes_(\d+)_/.exec(constraint ?? '')?.[1];
  return number === undefined ? undefined : columns[Number(number) - 1]?.name;
};

const MESSAGES: Readonly<Record<number, string>> = {
  1204: 'String length exceeds DDL length',
  1213: 'Missing data for not-null field',
};

const faultOf = (
  error: PostgresError,
  lineOf: (line: number) => number,
  columns: readonly TargetColumn[],
): LoadFault => {
  const errorCode = LOAD_ERROR_CODES[error.code ?? ''] ?? 1201;
  const { line, columnName } = placeOf(error.where);
  const missing = /^missing data for column "(.+)"$/.exec(error.message)?.[1];
  const column = error.column ?? columnName ?? missing ?? columnOfCheck(error.constraint, columns);
  return new LoadFault(MESSAGES[errorCode] ?? error.message, {
    lineNumber: lineOf(line),
    errorCode,
    cause: error,
    ...(column === undefined ? {} : { columnName: column }),
  });
};

/** Yields the rows of one block in the format that the COPY of `copySql` reads. */
const rowsOf = (command: CopyCommand, columns: readonly TargetColumn[], block: Block) => {
  if (command.format !== 'json') {
    const skipped = block.firstLine === 1 ? command.ignoredHeaderCount : 0;
    const lines = block.text.split('\n').slice(skipped);
    const isText = command.format === 'text';
    const rows = isText ? lines.map((line) => line && textRow(line, command, columns)) : lines;
    const text = rows.join('\n');
    return { text, lineOf: (line: number) => block.firstLine + skipped + line - 1 };
  }
  const { rows, lineNumbers } = jsonRows(block.text, block.firstLine, columns, command.ignoresCase);
  return { text: rows, lineOf: (line: number) => lineNumbers[line - 1] ?? block.firstLine };
};

const loadFile = async (
  postgres: Postgres,
  objects: S3Objects,
  command: CopyCommand,
  columns: readonly TargetColumn[],
  file: ObjectAddress,
): Promise<number> => {
  const findCut = command.format === 'csv' ? afterLastRecord(command.quote) : afterLastNewline;
  const sql = copySql(command, columns);
  let rowCount = 0;
  for await (const block of readBlocks(await objects.open(file), command.isGzip, findCut)) {
    const { text, lineOf } = rowsOf(command, columns, block);
    if (text === '') continue;
    try {
      rowCount += await postgres.copyFrom(sql, new Blob([text]));
    } catch (error) {
      throw faultOf(error as PostgresError, lineOf, columns);
    }
  }
  return rowCount;
};

/**
 * Runs a COPY in the current transaction.
 * @returns the number of rows
 * @throws CopyError if a row cannot be loaded, SqlStatementError if a file cannot be read
 */
export const runCopy = async (
  postgres: Postgres,
  objects: S3Objects,
  command: CopyCommand,
): Promise<number> => {
  const columns = await targetColumns(postgres, command);
  let rowCount = 0;
  for (const file of await sourceFiles(objects, command)) {
    try {
      rowCount += await loadFile(postgres, objects, command, columns, file);
    } catch (error) {
      if (error instanceof LoadFault) throw new CopyError(command.table, s3Url(file), error);
      if ((error as { code?: string }).code?.startsWith('Z_') !== true) throw error;
      const cause = new LoadFault(`Invalid gzip: ${(error as Error).message}`, {
        lineNumber: 0,
        errorCode: 1201,
        cause: error,
      });
      throw new CopyError(command.table, s3Url(file), cause);
    }
  }
  return rowCount;
};
