import type { JsonObject } from '@miniatura/local-service';
import { stringify } from 'csv-stringify/sync';
import { compactJson } from '../compact-json.ts';
import { DataApiError } from '../errors.ts';
import { decodeToken, encodeToken, requiredText, waitTimeMs } from '../request-fields.ts';
import type { SubStatement } from '../statement.ts';
import type { Cell, ColumnMetadata, Row } from '../worker/protocol.ts';
import { findStatement } from './find-statement.ts';
import { type Answer, type DataApi, defined, type Operation } from './operation.ts';

const LONG_TYPES = new Set(['int2', 'int4', 'int8', 'oid']);
const DOUBLE_TYPES = new Set(['float4', 'float8']);

/** Converts `\x6869` to base64, which JSON uses for bytes. */
const toBase64 = (cell: string): string => Buffer.from(cell.slice(2), 'hex').toString('base64');

/**
 * Converts a cell. NaN and infinity, which JSON lacks, are sent as text, as the service does. A
 * bigint beyond 2^53 keeps its digits in the response; the client may lose them.
 */
function toField(cell: Cell, typeName: string): Answer {
  if (cell === null) return { isNull: true };
  if (LONG_TYPES.has(typeName)) return { longValue: rawNumber(cell) };
  if (DOUBLE_TYPES.has(typeName)) {
    const value = Number(cell);
    return { doubleValue: Number.isFinite(value) ? value : cell };
  }
  if (typeName === 'bool') return { booleanValue: cell === 't' };
  if (typeName === 'varbyte') return { blobValue: toBase64(cell) };
  if (typeName === 'super') return { stringValue: compactJson(cell) };
  return { stringValue: cell };
}

const rawJson = (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON;
function rawNumber(cell: string): unknown {
  return Number.isSafeInteger(Number(cell)) ? Number(cell) : rawJson(cell);
}

function toRecord(row: Row, columns: readonly ColumnMetadata[]): readonly Answer[] {
  return row.map((cell, index) => toField(cell, columns[index]?.typeName ?? 'varchar'));
}

function csvText(cell: string, typeName: string | undefined): string {
  if (typeName === 'bool') return String(cell === 't');
  if (typeName === 'varbyte') return cell.slice(2);
  return typeName === 'super' ? compactJson(cell) : cell;
}

/** Writes CSV. NULL is an empty field; an empty string and line breaks of any kind are quoted. */
function toCsv(rows: readonly Row[]): string {
  return stringify([...rows], { record_delimiter: '\r\n', quoted_match: /^$|[\r\n]/ });
}

interface FoundResult {
  readonly id: string;
  readonly part: SubStatement;
  readonly columns: readonly ColumnMetadata[];
  readonly format: 'JSON' | 'CSV';
}

const NO_RESULT = 'Query does not have result. Please check query status with DescribeStatement.';

async function findResult(
  api: DataApi,
  fields: JsonObject,
  signal: AbortSignal,
): Promise<FoundResult> {
  const asked = findStatement(api, fields).statement;
  await api.runner.waitFor(asked.id, waitTimeMs(fields), signal);
  const { statement, subStatement } = findStatement(api, fields);
  const [only] = api.store.subStatements(statement);
  const part = subStatement ?? (statement.request.isBatch ? undefined : only);
  const missing = new DataApiError('ResourceNotFoundException', NO_RESULT, {
    ResourceId: requiredText(fields, 'Id'),
  });
  if (statement.status !== 'FINISHED' && part?.status !== 'FINISHED') throw missing;
  if (part?.columns === undefined) throw missing;
  return { id: statement.id, part, columns: part.columns, format: statement.request.resultFormat };
}

function pageOf(api: DataApi, fields: JsonObject, { id, part }: FoundResult) {
  const page = decodeToken(fields) ?? 1;
  const { rows, hasMore } = api.store.page(id, part.number, page);
  return { page, rows, nextToken: hasMore ? encodeToken(page + 1) : undefined };
}

function mustHaveFormat({ format }: FoundResult, expected: 'JSON' | 'CSV'): void {
  if (format === expected) return;
  const other = format === 'CSV' ? 'GetStatementResultV2' : 'GetStatementResult';
  throw new DataApiError('ValidationException', `The result is in ${format} format: use ${other}`);
}

export const getStatementResult: Operation = async (api, fields, signal) => {
  const result = await findResult(api, fields, signal);
  mustHaveFormat(result, 'JSON');
  const { rows, nextToken } = pageOf(api, fields, result);
  return defined({
    Records: rows.map((row) => toRecord(row, result.columns)),
    ColumnMetadata: result.columns,
    TotalNumRows: result.part.resultRows,
    NextToken: nextToken,
  });
};

/** Returns CSV, with a header on the first page. */
export const getStatementResultV2: Operation = async (api, fields, signal) => {
  const result = await findResult(api, fields, signal);
  mustHaveFormat(result, 'CSV');
  const { page, rows, nextToken } = pageOf(api, fields, result);
  const cells = rows.map((row) =>
    row.map((cell, index) => cell && csvText(cell, result.columns[index]?.typeName)),
  );
  const header = result.columns.map(({ label }) => label ?? '');
  return defined({
    Records: [{ CSVRecords: toCsv(page === 1 ? [header, ...cells] : cells) }],
    ColumnMetadata: result.columns,
    TotalNumRows: result.part.resultRows,
    ResultFormat: 'CSV',
    NextToken: nextToken,
  });
};
