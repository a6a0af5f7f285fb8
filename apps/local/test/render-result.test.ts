import { parquetReadObjects } from 'hyparquet';
import { expect, test } from 'vitest';
import { parquetOf } from '../src/commands/parquet-of.ts';
import { outputFormat } from '../src/commands/query-output.ts';
import { renderResult } from '../src/commands/render-result.ts';
import { consoleLog } from '../src/stack/console-log.ts';

const TERMINAL = { isTerminal: true };
const HOSTILE = 'a\n\u001b[2J\u009b31m\u202eb';

test('A table escapes control characters of cells', () => {
  const columns = [{ name: 'object_key', type: 'text' }] as never;
  const table = renderResult({ columns, rows: [[HOSTILE], [null]] }, 'table', TERMINAL);
  expect(table).toContain('a\\x0a\\x1b[2J\\x9b31m\\u202eb');
  expect(table).toContain('2 rows');
  expect(table).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

const COLUMNS = [{ name: 'object_key', type: 'text' }] as never;

test('JSON escapes control characters, and keeps the value', () => {
  const json = renderResult({ columns: COLUMNS, rows: [[HOSTILE]] }, 'json', TERMINAL);
  expect(json).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
  expect(JSON.parse(json)).toEqual({ object_key: HOSTILE });
});

test('CSV escapes control characters on a terminal, and keeps the value in a file', () => {
  const csvOf = (isTerminal: boolean) =>
    renderResult({ columns: COLUMNS, rows: [[HOSTILE]] }, 'csv', { isTerminal });
  expect(csvOf(true)).toBe('object_key\na\\x0a\\x1b[2J\\x9b31m\\u202eb');
  expect(csvOf(false)).toBe(`object_key\n"${HOSTILE}"`);
});

test('A log entry is one line, whatever a key or an error contains', () => {
  const lines: string[] = [];
  const log = consoleLog((line) => lines.push(line));
  log.info('Event applied', { outcome: 'processed', durationMs: 1, key: HOSTILE });
  log.info('Request answered', { method: 'GET', path: HOSTILE, status: 404, durationMs: 1 });
  log.error('Message failed', { error: new Error(HOSTILE) });
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]/);
});

test('Parquet has the types of the warehouse', async () => {
  const columns = [
    { name: 'n', type: 'int8' },
    { name: 'price', type: 'numeric' },
    { name: 'ok', type: 'bool' },
    { name: 'day', type: 'date' },
    { name: 'key', type: 'varchar' },
  ];
  const rows = [
    [3, '1.50', true, '2026-01-02', HOSTILE],
    [null, null, null, null, null],
  ];
  const bytes = parquetOf({ columns, rows });
  const read = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
  expect(read[0]).toEqual({
    n: 3n,
    price: 1.5,
    ok: true,
    day: new Date('2026-01-02'),
    key: HOSTILE,
  });
  expect(Object.values(read[1] ?? {}).every((value) => value === null)).toBe(true);
});

test('The format is that of the option or of the file, and Parquet needs a file', () => {
  expect(outputFormat({})).toBe('table');
  expect(outputFormat({ output: 'a/Images.CSV' })).toBe('csv');
  expect(outputFormat({ output: 'images.parquet' })).toBe('parquet');
  expect(outputFormat({ output: 'images.csv', format: 'json' })).toBe('json');
  expect(() => outputFormat({ format: 'parquet' })).toThrow(/--output FILE/);
});
