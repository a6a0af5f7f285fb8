import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { checksumOf, checksumSql } from '../src/row-checksum.ts';

const COLUMNS = [
  { name: 'id', type: 'VARCHAR(32) NOT NULL' },
  { name: 'note', type: 'VARCHAR(3000)' },
  { name: 'confidence', type: 'DECIMAL(7,4)' },
  { name: 'width', type: 'BIGINT' },
];
function bitsOf(text: string) {
  return Number.parseInt(createHash('md5').update(text).digest('hex').slice(22), 16);
}
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

test('A checksum is 40 bits of MD5 over all columns, long texts by their own MD5', () => {
  const row = { id: 'ä', note: 'a cat', confidence: 60.5, width: 12 };
  expect(checksumOf(COLUMNS, row)).toBe(bitsOf(`=ä|=${md5('a cat')}|=60.5000|=12`));
});

test('A value that is missing is not an empty one', () => {
  const row = { id: '', confidence: undefined };
  expect(checksumOf(COLUMNS, row)).toBe(bitsOf('=|-|-|-'));
});

test('The SQL of a checksum names each column as the query does', () => {
  const sql = checksumSql(COLUMNS, (name) => `t.${name}`);
  expect(sql).toContain("COALESCE('=' || t.id, '-') || '|' || COALESCE('=' || MD5(t.note), '-')");
  expect(sql).toContain("COALESCE('=' || CAST(t.confidence AS VARCHAR(40)), '-')");
});
