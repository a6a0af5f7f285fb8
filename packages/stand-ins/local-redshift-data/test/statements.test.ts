import {
  BatchExecuteStatementCommand,
  DescribeStatementCommand,
  ExecuteStatementCommand,
  GetStatementResultCommand,
  GetStatementResultV2Command,
  ListStatementsCommand,
} from '@aws-sdk/client-redshift-data';
import { expect, test } from 'vitest';
import { sharedRedshift, TARGET } from './running-redshift.ts';

const redshift = sharedRedshift();

test('a statement is described with its times, its query and its result', async () => {
  const sql = "SELECT 1 AS one, 'é' AS text";
  const described = await redshift().run(sql, { StatementName: 'first', SecretArn: 'arn:x' });
  expect(described).toMatchObject({
    Status: 'FINISHED',
    QueryString: sql,
    HasResultSet: true,
    ResultRows: 1,
    ResultSize: 3,
    ResultFormat: 'JSON',
    SecretArn: 'arn:x',
    ...TARGET,
  });
  expect(described.CreatedAt).toBeInstanceOf(Date);
  expect(Number(described.UpdatedAt)).toBeGreaterThanOrEqual(Number(described.CreatedAt));
  expect(described.Duration).toBeGreaterThan(0);
  expect(described).not.toHaveProperty('Error');
});

test('with WaitTimeSeconds the response contains the result, otherwise only the id', async () => {
  const waited = await redshift().sdk.send(
    new ExecuteStatementCommand({ Sql: 'SELECT 1', ...TARGET, WaitTimeSeconds: 30 }),
  );
  expect(waited).toMatchObject({ Status: 'FINISHED', HasResultSet: true, ...TARGET });
  const plain = await redshift().sdk.send(
    new ExecuteStatementCommand({ Sql: 'SELECT 1', ...TARGET }),
  );
  expect(plain).not.toHaveProperty('Status');
  expect(await redshift().describe(plain.Id)).toMatchObject({ Status: 'FINISHED' });
});

test('values come in the field that their type has in the service', async () => {
  const { Id } = await redshift().run(
    `SELECT 1::SMALLINT, 9007199254740991::BIGINT, 1.5::FLOAT8, true, NULL::INT, 1.50::DECIMAL(10,2),
       'x'::VARCHAR(3), DATE '2026-11-21', TIMESTAMP '2026-11-21 08:00:00.5', JSON_PARSE('{"a":1}')`,
  );
  const { Records, ColumnMetadata } = await redshift().sdk.send(
    new GetStatementResultCommand({ Id }),
  );
  expect(Records).toEqual([
    [
      { longValue: 1 },
      { longValue: 9007199254740991 },
      { doubleValue: 1.5 },
      { booleanValue: true },
      { isNull: true },
      { stringValue: '1.50' },
      { stringValue: 'x' },
      { stringValue: '2026-11-21' },
      { stringValue: '2026-11-21 08:00:00.5' },
      { stringValue: '{"a":1}' },
    ],
  ]);
  expect(ColumnMetadata?.map(({ typeName }) => typeName)).toEqual(
    'int2 int8 float8 bool int4 numeric varchar date timestamp super'.split(' '),
  );
  expect(ColumnMetadata?.[5]).toMatchObject({ precision: 10, scale: 2, isSigned: true });
  expect(ColumnMetadata?.[6]).toMatchObject({ precision: 3, isCaseSensitive: true });
});

test('a DECIMAL without a type of its own has the scale of its values, and 38 digits at most', async () => {
  const { Id } = await redshift().run(
    'SELECT SUM(d), 2 * d, MEDIAN(n) FROM (SELECT 1.25::DECIMAL(8, 2) AS d, 3 AS n) t GROUP BY d',
  );
  const { ColumnMetadata } = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(ColumnMetadata?.map(({ precision, scale }) => [precision, scale])).toEqual([
    [38, 2],
    [38, 2],
    [38, 1],
  ]);
  expect(await redshift().errorOf(`SELECT ${'9'.repeat(38)} * 10`)).toBe(
    'ERROR: Numeric data overflow (result precision)',
  );
});

test('bytes come as a blob', async () => {
  const { Id } = await redshift().run("SELECT 'hi'::VARBYTE(10)");
  const { Records } = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(Buffer.from(Records?.[0]?.[0]?.blobValue ?? []).toString()).toBe('hi');
});

test('columns of tables are described with their table and nullability', async () => {
  await redshift().query('CREATE TABLE described (id BIGINT NOT NULL, name VARCHAR(20))');
  const { Id } = await redshift().run('SELECT id AS key, name FROM described');
  const { ColumnMetadata } = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(ColumnMetadata).toMatchObject([
    { label: 'key', name: 'key', nullable: 0, tableName: 'described', schemaName: 'public' },
    { label: 'name', nullable: 1, precision: 20, typeName: 'varchar' },
  ]);
});

test('a long result has pages, with each row once', async () => {
  const { Id, ResultRows } = await redshift().run('SELECT n FROM generate_series(1, 2500) n');
  expect(ResultRows).toBe(2500);
  const first = await redshift().sdk.send(new GetStatementResultCommand({ Id }));
  expect(first.Records).toHaveLength(1000);
  expect(first.TotalNumRows).toBe(2500);
  expect((await redshift().rows(Id)).map(([n]) => n)).toEqual(
    Array.from({ length: 2500 }, (_, index) => index + 1),
  );
});

test('an empty result is a result', async () => {
  const { Id, HasResultSet, ResultRows } = await redshift().run('SELECT 1 AS a WHERE false');
  expect({ HasResultSet, ResultRows }).toEqual({ HasResultSet: true, ResultRows: 0 });
  const { Records, ColumnMetadata } = await redshift().sdk.send(
    new GetStatementResultCommand({ Id }),
  );
  expect(Records).toEqual([]);
  expect(ColumnMetadata).toMatchObject([{ name: 'a' }]);
});

test('CSV is read with GetStatementResultV2, and only there', async () => {
  const { Id } = await redshift().run(
    `SELECT 1 AS a, 'x,"y"' AS b, NULL AS c, '' AS d, true AS e UNION ALL SELECT 2, 'z', 'w', 'v', false ORDER BY 1`,
    { ResultFormat: 'CSV' },
  );
  const { Records, ResultFormat } = await redshift().sdk.send(
    new GetStatementResultV2Command({ Id }),
  );
  expect(ResultFormat).toBe('CSV');
  expect(Records).toEqual([
    { CSVRecords: 'a,b,c,d,e\r\n1,"x,""y""",,"",true\r\n2,z,w,v,false\r\n' },
  ]);
  await expect(redshift().sdk.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
    name: 'ValidationException',
  });
  const lines = await redshift().run("SELECT 'a' || CHR(10) || 'b' AS t, CHR(13) AS u", {
    ResultFormat: 'CSV',
  });
  const read = await redshift().sdk.send(new GetStatementResultV2Command({ Id: lines.Id }));
  expect(read.Records).toEqual([{ CSVRecords: 't,u\r\n"a\nb","\r"\r\n' }]);
});

test('a statement without a result, or unknown, has none to give', async () => {
  const { Id, HasResultSet } = await redshift().run('CREATE TABLE no_result (a INT)');
  expect(HasResultSet).toBe(false);
  await expect(redshift().sdk.send(new GetStatementResultCommand({ Id }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Query does not have result. Please check query status with DescribeStatement.',
  });
  const unknown = '00000000-0000-0000-0000-000000000000';
  await expect(
    redshift().sdk.send(new DescribeStatementCommand({ Id: unknown })),
  ).rejects.toMatchObject({ name: 'ResourceNotFoundException', ResourceId: unknown });
  await expect(
    redshift().sdk.send(new DescribeStatementCommand({ Id: 'nonsense' })),
  ).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a batch is one transaction: its statements share its fate', async () => {
  const failed = await redshift().runBatch([
    'CREATE TABLE together (a INT)',
    'SELECT 1/0',
    'SELECT 2',
  ]);
  expect(failed.Status).toBe('FAILED');
  expect(failed.Error).toBe('Query #2 failed with ERROR: division by zero');
  expect(failed.SubStatements?.map(({ Status }) => Status)).toEqual([
    'FINISHED',
    'FAILED',
    'ABORTED',
  ]);
  expect(await redshift().errorOf('SELECT * FROM together')).toMatch(/does not exist/);
});

test('with AUTO_COMMIT each statement of a batch is a transaction', async () => {
  const ended = await redshift().runBatch(
    ['CREATE TABLE alone (a INT)', 'SELECT 1/0', 'INSERT INTO alone VALUES (1)', 'TRUNCATE alone'],
    { ExecutionMode: 'AUTO_COMMIT' },
  );
  expect(ended.Status).toBe('FAILED');
  expect(ended.ExecutionMode).toBe('AUTO_COMMIT');
  expect(ended.SubStatements?.map(({ Status }) => Status)).toEqual([
    'FINISHED',
    'FAILED',
    'FINISHED',
    'FINISHED',
  ]);
  expect(await redshift().query('SELECT count(*) FROM alone')).toEqual([[0]]);
});

test('the parts of a batch have ids and results of their own', async () => {
  const { Id } = await redshift().runBatch(['SELECT 1', 'SELECT 2 AS two']);
  expect(await redshift().rows(`${Id}:2`)).toEqual([[2]]);
  expect(await redshift().describe(`${Id}:1`)).toMatchObject({
    Id: `${Id}:1`,
    QueryString: 'SELECT 1',
    Status: 'FINISHED',
  });
  await expect(redshift().rows(Id)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(redshift().rows(`${Id}:3`)).rejects.toMatchObject({
    message: 'Query does not exist.',
  });
});

test('statements are listed by status and by the start of their name, the newest first', async () => {
  const names = ['list-a', 'list-b', 'list-c'];
  for (const StatementName of names) await redshift().run('SELECT 1', { StatementName });
  await redshift().run('SELECT 1/0', { StatementName: 'list-d' });
  const list = async (input: object) =>
    redshift().sdk.send(new ListStatementsCommand({ StatementName: 'list-', ...input }));
  const finished = await list({});
  expect(finished.Statements?.map(({ StatementName }) => StatementName)).toEqual(
    names.toReversed(),
  );
  expect((await list({ Status: 'FAILED' })).Statements).toMatchObject([
    { StatementName: 'list-d', QueryString: 'SELECT 1/0', IsBatchStatement: false },
  ]);
  const first = await list({ Status: 'ALL', MaxResults: 3 });
  const second = await list({ Status: 'ALL', MaxResults: 3, NextToken: first.NextToken });
  expect(first.Statements).toHaveLength(3);
  expect(second.Statements?.map(({ StatementName }) => StatementName)).toEqual(['list-a']);
  expect(second).not.toHaveProperty('NextToken');
});

test('either a cluster or a workgroup is named, not both and not neither', async () => {
  const both = { ClusterIdentifier: 'c', WorkgroupName: 'w' };
  for (const target of [{}, both]) {
    const command = new BatchExecuteStatementCommand({ Sqls: ['SELECT 1'], ...target });
    await expect(redshift().sdk.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(/either ClusterIdentifier or WorkgroupName/),
    });
  }
  const { ClusterIdentifier } = await redshift().run('SELECT 1', {
    WorkgroupName: undefined,
    ClusterIdentifier: 'c',
    DbUser: 'postgres',
  });
  expect(ClusterIdentifier).toBe('c');
});
