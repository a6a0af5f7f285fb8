import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeDirectory, type RunningRedshift, startRedshift } from './running-redshift.ts';

let running: RunningRedshift;
beforeAll(async () => {
  running = await startRedshift();
});
afterAll(async () => {
  await running.redshift.close();
  removeDirectory(running.directory);
});

const JSON_TYPE = 'application/x-amz-json-1.1';

async function request(
  body: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'POST',
) {
  const response = await fetch(running.redshift.endpoint, {
    method,
    headers: {
      'content-type': JSON_TYPE,
      'x-amz-target': 'RedshiftData.ListStatements',
      ...headers,
    },
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, fields: await response.json() };
}

test('answers are JSON 1.1 with a request id, and times are epoch seconds', async () => {
  await running.client.run('SELECT 1');
  const { status, headers, fields } = await request('{}');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe(JSON_TYPE);
  expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  const { Statements } = fields as { Statements: { CreatedAt: number }[] };
  expect(Statements[0]?.CreatedAt).toBeCloseTo(Date.now() / 1000, -2);
});

test('errors carry __type and Message', async () => {
  const { status, fields } = await request('{"MaxResults":-1}');
  expect(status).toBe(400);
  expect(fields).toEqual({
    __type: 'ValidationException',
    Message: 'Expected an integer from 0 to 100 for MaxResults but received -1',
  });
});

test('members of the wrong type are rejected by name', async () => {
  const target = { 'x-amz-target': 'RedshiftData.ExecuteStatement' };
  const faults: readonly (readonly [object, RegExp])[] = [
    [{}, /Expected SQL for a statement but received null/],
    [{ Sql: 1 }, /Expected SQL for a statement but received 1/],
    [{ Sql: 'SELECT 1', Parameters: 'a' }, /Expected a list for Parameters/],
    [{ Sql: 'SELECT 1', WorkgroupName: 5 }, /Expected text for WorkgroupName/],
    [{ Sql: 'SELECT 1', WorkgroupName: 'w', ResultFormat: 'XML' }, /one of JSON, CSV/],
    [{ Sql: 'SELECT 1', WorkgroupName: 'w', ClientToken: 'x'.repeat(65) }, /1 to 64 characters/],
    [{ Sql: 'SELECT 1', WorkgroupName: 'w', SessionId: 'none' }, /Session is not available/],
  ];
  for (const [fields, message] of faults) {
    expect((await request(JSON.stringify(fields), target)).fields).toMatchObject({
      __type: 'ValidationException',
      Message: expect.stringMatching(message),
    });
  }
});

test('invalid JSON, unknown operations and requests of pages are rejected', async () => {
  expect((await request('{')).fields).toMatchObject({ __type: 'SerializationException' });
  expect((await request('[]')).fields).toMatchObject({ __type: 'SerializationException' });
  expect((await request('{"NextToken":"?"}')).fields).toMatchObject({
    Message: 'Invalid NextToken',
  });
  const unknown = await request('{}', { 'x-amz-target': 'RedshiftData.Nothing' });
  expect(unknown.fields).toMatchObject({ __type: 'UnknownOperationException' });
  for (const name of ['RedshiftData.constructor', 'Other.ListStatements']) {
    expect((await request('{}', { 'x-amz-target': name })).status).toBe(400);
  }
  expect((await request('{}', { origin: 'http://evil.example' })).status).toBe(400);
  expect((await request('{}', { 'content-type': 'text/plain' })).status).toBe(400);
  expect((await request('', {}, 'GET')).status).toBe(400);
});
