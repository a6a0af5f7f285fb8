import { describe, expect, test } from 'vitest';
import { DATA_API_LIMITS } from '../src/index.ts';
import { queries, TRANSACTIONS } from './recorded-statements.ts';

interface Rule {
  readonly rule: string;
  readonly breaks: (sql: string) => boolean;
  /** A statement that breaks it. */
  readonly example: string;
}

const lacks = (pattern: RegExp) => (sql: string) => pattern.test(sql);
const copyNeeds = (pattern: RegExp) => (sql: string) => /^COPY\b/i.test(sql) && !pattern.test(sql);

/** Statements that Redshift rejects and PostgreSQL does not, or that change data silently. */
const RULES: readonly Rule[] = [
  {
    rule: 'has no ON CONFLICT',
    breaks: lacks(/\bON\s+CONFLICT\b/i),
    example: 'INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING',
  },
  {
    rule: 'has no RETURNING',
    breaks: lacks(/\bRETURNING\b/i),
    example: 'DELETE FROM t RETURNING a',
  },
  {
    rule: 'has no NOW() or CURRENT_TIMESTAMP',
    breaks: lacks(/\b(NOW\s*\(|CURRENT_TIMESTAMP\b|LOCALTIMESTAMP\b)/i),
    example: 'UPDATE t SET a = now()',
  },
  {
    rule: 'has no condition at WHEN MATCHED',
    breaks: lacks(/\bWHEN\s+(NOT\s+)?MATCHED\s+AND\b/i),
    example: 'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED AND s.b > 1 THEN DELETE',
  },
  {
    rule: 'has no alias for the target of a MERGE',
    breaks: (sql) => /^MERGE\b/i.test(sql) && !/^MERGE\s+INTO\s+[\w.]+\s+USING\b/i.test(sql),
    example: 'MERGE INTO t AS x USING s ON x.a = s.a WHEN MATCHED THEN UPDATE SET a = 1',
  },
  {
    rule: 'has a table as the source of a MERGE',
    breaks: (sql) => /^MERGE\b/i.test(sql) && !/\bUSING\s+\w+(\s+AS\s+\w+)?\s+ON\b/i.test(sql),
    example: 'MERGE INTO t USING (SELECT 1 AS a) s ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = 1',
  },
  {
    rule: 'has one WHEN MATCHED and one WHEN NOT MATCHED in a MERGE',
    breaks: (sql) =>
      /^MERGE\b/i.test(sql) &&
      (sql.match(/\bWHEN\s+MATCHED\b/gi)?.length !== 1 ||
        sql.match(/\bWHEN\s+NOT\s+MATCHED\b/gi)?.length !== 1),
    example: 'MERGE INTO t USING s ON t.a = s.a WHEN MATCHED THEN UPDATE SET a = 1',
  },
  {
    rule: 'has no alias for the target of a DELETE',
    breaks: (sql) =>
      /^DELETE\b/i.test(sql) && !/^DELETE\s+FROM\s+[\w.]+(\s+(USING|WHERE)\b|$)/i.test(sql),
    example: 'DELETE FROM t x WHERE x.a = 1',
  },
  {
    rule: 'does not TRUNCATE, which commits',
    breaks: lacks(/\bTRUNCATE\b(?!COLUMNS)/i),
    example: 'TRUNCATE t',
  },
  {
    rule: 'has no COPY option that alters data silently',
    breaks: lacks(/\b(EMPTYASNULL|BLANKSASNULL|TRIMBLANKS|TRUNCATECOLUMNS|ACCEPTINVCHARS)\b/i),
    example: "COPY t FROM 's3://b/m' IAM_ROLE default MANIFEST MAXERROR 0 TRUNCATECOLUMNS",
  },
  {
    rule: 'names the role, a manifest and no tolerance in a COPY',
    breaks: copyNeeds(/IAM_ROLE default\b[^]*\bMANIFEST\b[^]*\bMAXERROR 0\b/),
    example: "COPY t FROM 's3://b/prefix' IAM_ROLE default",
  },
  {
    rule: 'has no VARCHAR of more than 65,535 bytes, and none without a length',
    breaks: (sql) =>
      [...sql.matchAll(/\bVARCHAR\b(?:\((\d+)\))?/gi)].some(
        ([, length]) => length === undefined || Number(length) > 65_535,
      ),
    example: 'CREATE TABLE t (a VARCHAR(65536))',
  },
  {
    rule: 'is one statement',
    breaks: (sql) => sql.replaceAll(/'[^']*'/g, '').includes(';'),
    example: 'DELETE FROM t; DELETE FROM s',
  },
  {
    rule: 'has no transaction of its own',
    breaks: lacks(/^\s*(BEGIN|COMMIT|ROLLBACK|START)\b/i),
    example: 'BEGIN',
  },
  {
    rule: 'is of at most 100,000 bytes',
    breaks: (sql) => Buffer.byteLength(sql) > DATA_API_LIMITS.maxStatementBytes,
    example: `SELECT '${'x'.repeat(100_000)}'`,
  },
];

const statements = [...TRANSACTIONS.flat(), ...(await queries())];

describe.each(RULES)('Each statement that the ETL sends $rule', ({ breaks, example }) => {
  test('and the check detects a violation', () => {
    expect(breaks(example)).toBe(true);
  });

  test('as all of them do', () => {
    expect(statements.length).toBeGreaterThan(250);
    expect(statements.filter(breaks)).toEqual([]);
  });
});

test('Each transaction has at most 40 statements', () => {
  const sizes = TRANSACTIONS.map((sqls) => sqls.length);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(DATA_API_LIMITS.maxStatementsPerBatch);
});
