import { describe, expect, test, vi } from 'vitest';
import {
  DataApiBusyError,
  DataApiError,
  InvalidArgumentError,
  StatementAbortedError,
  StatementFailedError,
  StatementUnknownError,
  UnexpectedResultError,
} from '../src/index.ts';
import { FINISHED, scriptedService, SUBMITTED } from './scripted-service.ts';

const BATCH = { sqls: ['SELECT 1'], name: 'batch-1', clientToken: 'token-1' };
function result(...rows: object[][]) {
  return {
    fields: {
      Records: rows,
      ColumnMetadata: [
        { name: 'label', typeName: 'varchar' },
        { name: 'n', typeName: 'int8' },
      ],
    },
  };
}

test('A query that may take longer says so first, in the same transaction', async () => {
  const { api, requests } = await scriptedService({
    BatchExecuteStatement: [SUBMITTED],
    DescribeStatement: [FINISHED],
    GetStatementResult: [result([{ stringValue: 'cat' }, { longValue: 2 }])],
  });
  const table = await api.queryTable({ sql: 'SELECT label, n FROM t', timeoutMs: 60_000 });
  expect(table.rows).toEqual([['cat', 2]]);
  const [submitted, , fetched] = requests;
  expect(submitted?.fields['Sqls']).toEqual([
    'SET LOCAL statement_timeout TO 60000',
    'SELECT label, n FROM t',
  ]);
  expect(fetched?.fields['Id']).toBe('statement-1:2');
});

describe('A batch', () => {
  test('is submitted with its name, its token and an event at the end', async () => {
    const { api, requests } = await scriptedService({ BatchExecuteStatement: [SUBMITTED] });
    expect(await api.submitBatch({ ...BATCH, parameters: { day: '2026-11-21' } })).toBe(
      'statement-1',
    );
    expect(requests).toEqual([
      {
        operation: 'BatchExecuteStatement',
        fields: {
          WorkgroupName: 'miniatura',
          Database: 'dev',
          Sqls: ['SELECT 1'],
          StatementName: 'batch-1',
          ClientToken: 'token-1',
          WithEvent: true,
          Parameters: [{ name: 'day', value: '2026-11-21' }],
        },
      },
    ]);
  });

  test.each([
    { error: 'ActiveStatementsExceededException' },
    { error: 'ActiveSessionsExceededException' },
    { error: 'QueryTimeoutException' },
    { error: 'ThrottlingException' },
    {
      error: 'ValidationException',
      message: 'Service returned error code ThrottlingException (Service: RedshiftServerless)',
    },
    { error: 'InternalServerException', status: 500 },
    'drop',
  ] as const)('is submitted again, with the same token, after %j', async (answer) => {
    const { api, requests } = await scriptedService({
      BatchExecuteStatement: [answer, answer, SUBMITTED],
    });
    expect(await api.submitBatch(BATCH)).toBe('statement-1');
    expect(requests.map(({ fields }) => fields['ClientToken'])).toEqual(Array(3).fill('token-1'));
  });

  test.each([
    [{ error: 'ActiveStatementsExceededException' }, DataApiBusyError, 'data-api-busy', true],
    ['drop', DataApiError, 'data-api-failed', true],
    [{ error: 'ValidationException' }, DataApiError, 'data-api-failed', false],
    [{ error: 'AccessDeniedException' }, DataApiError, 'data-api-failed', false],
  ] as const)('that keeps getting %j fails as %o', async (answer, type, code, transient) => {
    const { api } = await scriptedService({ BatchExecuteStatement: [answer] }, 150);
    const failure = await api.submitBatch(BATCH).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(type);
    expect(failure).toMatchObject({ code, transient });
    expect((failure as Error).message).toContain('BatchExecuteStatement');
  });

  test.each([
    ['no statement', []],
    ['41 statements', Array(41).fill('SELECT 1')],
    ['an empty statement', [' ']],
    ['a statement of 100 kB', [`SELECT '${'x'.repeat(100_000)}'`]],
  ])('of %s is rejected before anything is sent', async (_what, sqls) => {
    const { api, requests } = await scriptedService({});
    await expect(api.submitBatch({ ...BATCH, sqls })).rejects.toBeInstanceOf(InvalidArgumentError);
    expect(requests).toEqual([]);
  });

  test.each([[''], ['a\0b'], [Number.NaN], [null], [undefined]])(
    'with the parameter %j is rejected before anything is sent',
    async (value) => {
      const { api, requests } = await scriptedService({});
      const submitted = api.submitBatch({ ...BATCH, parameters: { x: value as string } });
      await expect(submitted).rejects.toThrow(/^Expected a string .* for the parameter x/);
      expect(requests).toEqual([]);
    },
  );
});

describe('Waiting', () => {
  test('polls until the statement has ended, and returns its duration', async () => {
    const underway = { fields: { Status: 'STARTED' } };
    const { api, requests } = await scriptedService({
      DescribeStatement: [{ fields: { Status: 'SUBMITTED' } }, underway, FINISHED],
    });
    expect(await api.wait('statement-1')).toEqual({
      statementId: 'statement-1',
      durationMs: 5,
      resultRows: [0],
      hasResultSet: true,
    });
    expect(requests).toHaveLength(3);
    expect(requests[0]?.fields).toEqual({ Id: 'statement-1', WaitTimeSeconds: 20 });
  });

  test('names the statement of a batch that failed, and why', async () => {
    const { api } = await scriptedService({
      DescribeStatement: [
        {
          fields: {
            Status: 'FAILED',
            Error: 'Query #2 failed with ERROR: Divide by zero',
            SubStatements: [
              { Id: 'x:1', Status: 'FINISHED', QueryString: 'LOCK etl.batch' },
              {
                Id: 'x:2',
                Status: 'FAILED',
                QueryString: 'SELECT 1 / 0',
                Error: 'ERROR: Divide by zero',
              },
            ],
          },
        },
      ],
    });
    const failure = await api.wait('x').catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(StatementFailedError);
    expect(failure).toMatchObject({
      transient: false,
      message: 'Redshift rejected x, statement 2: ERROR: Divide by zero',
      failure: { statementId: 'x', index: 2, sql: 'SELECT 1 / 0' },
    });
  });

  test('distinguishes a transient collision from an invalid statement', async () => {
    const Error = 'ERROR: 1023 DETAIL: Serializable isolation violation on table - 1';
    const { api } = await scriptedService({
      DescribeStatement: [{ fields: { Status: 'FAILED', Error } }],
    });
    await expect(api.wait('x')).rejects.toMatchObject({ transient: true });
  });

  test.each([
    'ERROR: Query cancelled\n  Detail: 57014',
    'ERROR: Query (1017) cancelled on user request',
  ])('takes %j, of a workgroup that wakes up, for something that passes', async (Error) => {
    const { api } = await scriptedService({
      DescribeStatement: [{ fields: { Status: 'FAILED', Error } }],
    });
    await expect(api.wait('x')).rejects.toMatchObject({ transient: true });
  });

  test('says that a statement was cancelled', async () => {
    const { api } = await scriptedService({
      DescribeStatement: [{ fields: { Status: 'ABORTED', Error: 'by the user' } }],
    });
    await expect(api.wait('x')).rejects.toBeInstanceOf(StatementAbortedError);
  });

  test('reports that the statement is unknown', async () => {
    const { api } = await scriptedService({
      DescribeStatement: [{ error: 'ResourceNotFoundException' }],
    });
    await expect(api.wait('x')).rejects.toBeInstanceOf(StatementUnknownError);
  });

  test('ends with its signal, and leaves the statement to go on', async () => {
    const { api, requests } = await scriptedService({
      DescribeStatement: [{ fields: { Status: 'STARTED' } }],
    });
    const signal = AbortSignal.timeout(50);
    await expect(api.wait('x', { signal })).rejects.toThrow(/abort|timeout/i);
    expect(requests.map(({ operation }) => operation)).not.toContain('CancelStatement');
  });
});

describe('A query', () => {
  const columns = { label: 'string?', n: 'number' } as const;

  test('gives all pages as typed rows', async () => {
    const page = result([{ stringValue: 'Cat' }, { longValue: 2 }]);
    const { api, requests } = await scriptedService({
      ExecuteStatement: [SUBMITTED],
      DescribeStatement: [FINISHED],
      GetStatementResult: [
        { fields: { ...page.fields, NextToken: 'next' } },
        result([{ isNull: true }, { longValue: 3 }]),
      ],
    });
    const rows = await api.query({ sql: 'SELECT label, n FROM t', columns });
    expect(rows).toEqual([
      { label: 'Cat', n: 2 },
      { label: null, n: 3 },
    ]);
    expect(requests.at(-1)?.fields['NextToken']).toBe('next');
  });

  test.each([
    [[{ longValue: 1 }, { longValue: 2 }], /^Expected string\? for the column label/],
    [[{ stringValue: 'Cat' }, { isNull: true }], /^Expected number for the column n/],
    [[{ stringValue: 'Cat' }, { longValue: 2 ** 53 }], /at most 2\^53: cast it to VARCHAR/],
  ])('with the cells %j is rejected', async (cells, message) => {
    const { api } = await scriptedService({
      ExecuteStatement: [SUBMITTED],
      DescribeStatement: [FINISHED],
      GetStatementResult: [result(cells)],
    });
    const failure = await api.query({ sql: 'SELECT 1', columns }).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(UnexpectedResultError);
    expect((failure as Error).message).toMatch(message);
  });

  test('without a column that is expected is rejected', async () => {
    const { api } = await scriptedService({
      ExecuteStatement: [SUBMITTED],
      DescribeStatement: [FINISHED],
      GetStatementResult: [result()],
    });
    const query = api.query({ sql: 'SELECT 1', columns: { other: 'string' } });
    await expect(query).rejects.toThrow('Expected a column other for the columns');
  });

  test('is cancelled when its signal aborts', async () => {
    const { api, requests } = await scriptedService({
      ExecuteStatement: [SUBMITTED],
      DescribeStatement: [{ fields: { Status: 'STARTED' } }],
      CancelStatement: [{ fields: { Status: true } }],
    });
    const aborting = new AbortController();
    const query = api.query({ sql: 'SELECT 1', columns }, { signal: aborting.signal });
    const aborted = expect(query).rejects.toThrow(/abort/i);
    const isAsked = () => requests.some(({ operation }) => operation === 'DescribeStatement');
    await vi.waitUntil(isAsked, { timeout: 60_000 });
    aborting.abort();
    await aborted;
    expect(requests.at(-1)).toEqual({
      operation: 'CancelStatement',
      fields: { Id: 'statement-1' },
    });
  });
});

test('Statements are found by their whole name, on all pages', async () => {
  const named = (Id: string, StatementName: string) => ({ Id, StatementName });
  const { api } = await scriptedService({
    ListStatements: [
      { fields: { Statements: [named('1', 'b/1'), named('2', 'b/10')], NextToken: 'next' } },
      { fields: { Statements: [named('3', 'b/1')] } },
    ],
  });
  expect(await api.findByName('b/1')).toEqual([{ statementId: '1' }, { statementId: '3' }]);
});
