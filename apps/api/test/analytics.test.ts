import { ANALYTICS_QUESTIONS, analyticsAnswerSchema } from '@miniatura/api-contract';
import { createDataApi, migrateWarehouse } from '@miniatura/warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FRESHNESS_CHECK_MS, warehouseAnswers } from '../src/analytics/answer-questions.ts';
import { statementOf } from '../src/analytics/questions.ts';
import { createApp } from '../src/create-app.ts';
import { problemOf, type RunningApi, startApi, TARGET } from './start-api.ts';

const FORMULA = '=HYPERLINK("https://evil.example","a, b")';
const ANALYST = { groups: ['analyst'] };

let api: RunningApi;
let warehouse: ReturnType<typeof createDataApi>;
beforeAll(async () => {
  api = await startApi({ withWarehouse: true });
  warehouse = createDataApi(api.redshiftData, TARGET);
});
afterAll(() => api.stop());

/** Enters a batch of two images, as the ETL does in the end. */
async function load(batchId: string, appliedAt: string): Promise<void> {
  const sqls = [
    `INSERT INTO etl.batch VALUES ('${batchId}', 'changes', 1, 2, 2, 0, 0, '${appliedAt}')`,
    `INSERT INTO warehouse.dim_label (label_id, kind, name, category)
     VALUES ('${batchId}', 'label', '${FORMULA} ${batchId}', '-1')`,
    ...['a', 'b'].map(
      (name) => `INSERT INTO warehouse.fact_image (image_id, row_version, op, status, byte_count,
      uploaded_at, uploaded_day, processed_at, is_deleted, batch_id) VALUES ('${batchId}${name}', 1,
      'U', 'processed', 5, '2026-11-20 10:00:00', '2026-11-20', '2026-11-20 10:00:02', FALSE,
      '${batchId}')`,
    ),
    `INSERT INTO warehouse.dim_label (label_id, kind, name, category)
     VALUES ('${batchId}-color', 'label', 'Gray', 'Color')`,
    ...[batchId, `${batchId}-color`].map(
      (label, position) => `INSERT INTO warehouse.bridge_image_label (image_id, label_id, position,
      confidence, model_version) VALUES ('${batchId}a', '${label}', ${position}, 90.5, '3.0')`,
    ),
  ];
  const clientToken = `load-${batchId}-${'0'.repeat(20)}`;
  await warehouse.wait(await warehouse.submitBatch({ sqls, name: batchId, clientToken }));
}

let loading: Promise<void> | undefined;

/** Makes the warehouse with one batch, for the tests that need it, also if one runs alone. */
function loadOne(): Promise<void> {
  loading ??= migrateWarehouse(warehouse).then(() => load('one', '2026-11-21 09:00:00'));
  return loading;
}

async function answerTo(question: string, query = '') {
  const response = await api.ask('GET', `/analytics/${question}${query}`, ANALYST);
  expect(response.status).toBe(200);
  return analyticsAnswerSchema.parse(await response.json());
}

test('Before the first load an answer has no rows, and soon afterwards they are there', async () => {
  let nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  const answerQuestion = warehouseAnswers(warehouse, () => new Date(nowMs));
  const app = createApp({ ...api.dependencies, answerQuestion });
  const labels = async () => {
    const response = await api.ask('GET', '/analytics/labels', { ...ANALYST, app });
    expect(response.status).toBe(200);
    nowMs += FRESHNESS_CHECK_MS;
    return analyticsAnswerSchema.parse(await response.json());
  };
  const withoutTables = await labels();
  expect(withoutTables).toMatchObject({ rows: [], freshAsOf: null });
  expect(withoutTables.columns[1]).toEqual({ name: 'label', type: 'string' });
  await migrateWarehouse(warehouse);
  expect(await labels()).toMatchObject({ rows: [], freshAsOf: null });
  await loadOne();
  const { rows, freshAsOf } = await labels();
  expect(rows).toEqual([['label', `${FORMULA} one`, '-1', 1, 90.5, '2026-11-20', '2026-11-20']]);
  expect(freshAsOf).toBe('2026-11-21T09:00:00.000Z');
});

test('What a run records after its batches is in the next answer, although another one is kept', async () => {
  await loadOne();
  let nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  const answerQuestion = warehouseAnswers(warehouse, () => new Date(nowMs));
  const before = await answerQuestion('storage', {});
  expect(before).toMatchObject({ rows: [], freshAsOf: '2026-11-21T09:00:00.000Z' });
  const sqls = [
    `INSERT INTO warehouse.fact_storage_daily VALUES ('2026-11-21', 'image/jpeg', 2, 10, 4, 6)`,
    'DELETE FROM etl.run_state',
    "INSERT INTO etl.run_state (last_success_at) VALUES ('2026-11-21 09:00:03')",
  ];
  const clientToken = 'run'.repeat(20);
  await warehouse.wait(await warehouse.submitBatch({ sqls, name: 'run', clientToken }));
  nowMs += FRESHNESS_CHECK_MS;
  const { rows, freshAsOf } = await answerQuestion('storage', {});
  expect(rows).toEqual([['2026-11-21', 2, 10, 4, 6, 16]]);
  expect(freshAsOf).toBe('2026-11-21T09:00:03.000Z');
});

test.each(ANALYTICS_QUESTIONS)(
  'The question of %s has an answer without personal data',
  async (question) => {
    const { columns, rows } = await answerTo(question);
    expect(columns.map(({ name }) => name)).not.toContain('uploaded_by');
    for (const row of rows) expect(row).toHaveLength(columns.length);
    expect(statementOf(question, {}).sql).not.toMatch(/owner/);
  },
);

test('Days bound an answer on both sides', async () => {
  await loadOne();
  const daysOf = async (query: string) =>
    (await answerTo('uploads', query)).rows.map(([day]) => day);
  expect(await daysOf('?from=2026-11-20&to=2026-11-20')).toEqual(['2026-11-20']);
  expect(await daysOf('?to=2026-11-19')).toEqual([]);
  expect((await answerTo('labels', '?from=2026-11-21')).rows).toEqual([]);
  const { rows } = await answerTo('processing-time', '?from=2026-11-20');
  expect(rows).toEqual([['2026-11-20', 2, 2, 2, 2]]);
});

test('As CSV an answer is quoted, and no spreadsheet takes a text for a formula', async () => {
  await loadOne();
  const response = await api.ask('GET', '/analytics/labels?format=csv', ANALYST);
  expect(response.headers.get('content-type')).toContain('text/csv');
  expect(response.headers.get('content-disposition')).toBe('attachment; filename="labels.csv"');
  expect(await response.text()).toBe(
    'kind,label,category,image_count,average_confidence,first_day,last_day\r\n' +
      `label,"'=HYPERLINK(""https://evil.example"",""a, b"") one",'-1,1,90.5,2026-11-20,2026-11-20\r\n`,
  );
});

test.each([
  ['text/csv', 'text/csv'],
  ['text/csv, */*', 'application/json'],
  ['*/*', 'application/json'],
])('With Accept: %s an answer is %s', async (accept, type) => {
  const response = await api.ask('GET', '/analytics/labels', { ...ANALYST, accept });
  expect([response.status, response.headers.get('content-type')]).toEqual([
    200,
    expect.stringContaining(type),
  ]);
});

test('Users without a group, and questions that there are not, are rejected', async () => {
  const plain = await problemOf(await api.ask('GET', '/analytics/uploads'));
  expect(plain).toMatchObject({ httpStatus: 403, code: 'forbidden' });
  const unknown = await problemOf(await api.ask('GET', '/analytics/owners', ANALYST));
  expect(unknown).toMatchObject({ httpStatus: 400, code: 'invalid-request' });
  const admin = await api.ask('GET', '/analytics/uploads', { groups: ['admin'] });
  expect(admin.status).toBe(200);
});

test('An answer is kept until a newer batch is loaded, and the warehouse is asked seldom', async () => {
  await loadOne();
  let nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  const asked: string[] = [];
  const counting: Pick<typeof warehouse, 'query' | 'queryTable'> = {
    query: (statement, options) => {
      asked.push('newest batch');
      return warehouse.query(statement, options);
    },
    queryTable: (statement, options) => {
      asked.push('question');
      return warehouse.queryTable(statement, options);
    },
  };
  const answerQuestion = warehouseAnswers(counting, () => new Date(nowMs));
  const app = createApp({ ...api.dependencies, answerQuestion });
  const count = async () => {
    const response = await api.ask('GET', '/analytics/labels', { ...ANALYST, app });
    return analyticsAnswerSchema.parse(await response.json()).rows.length;
  };
  expect(await Promise.all([count(), count(), count()])).toEqual([1, 1, 1]);
  expect(asked.splice(0)).toEqual(['newest batch', 'question']);
  nowMs += FRESHNESS_CHECK_MS;
  expect(await count()).toBe(1);
  expect(asked.splice(0)).toEqual(['newest batch']);
  await load('two', '2026-11-21 09:30:00');
  nowMs += FRESHNESS_CHECK_MS - 1;
  expect(await count()).toBe(1);
  nowMs += 1;
  expect(await count()).toBe(2);
  expect(asked).toEqual(['newest batch', 'question']);
});

test('Labels are counted in the images of the range only', async () => {
  await loadOne();
  const sqls = [
    `INSERT INTO warehouse.fact_image (image_id, row_version, op, status, byte_count, uploaded_at,
     uploaded_day, processed_at, is_deleted, batch_id) VALUES ('earlier', 1, 'U', 'processed', 5,
     '2026-11-10 10:00:00', '2026-11-10', '2026-11-10 10:00:02', FALSE, 'one')`,
    `INSERT INTO warehouse.bridge_image_label (image_id, label_id, position, confidence,
     model_version) VALUES ('earlier', 'one', 0, 80.5, '3.0')`,
  ];
  const clientToken = `load-earlier-${'0'.repeat(20)}`;
  await warehouse.wait(await warehouse.submitBatch({ sqls, name: 'earlier', clientToken }));
  const answerQuestion = warehouseAnswers(warehouse, () => new Date());
  const app = createApp({ ...api.dependencies, answerQuestion });
  const rowsOf = async (query: string) => {
    const response = await api.ask('GET', `/analytics/labels${query}`, { ...ANALYST, app });
    const { rows } = analyticsAnswerSchema.parse(await response.json());
    return rows.filter(([, label]) => label === `${FORMULA} one`).map((row) => row.slice(3));
  };
  expect(await rowsOf('')).toEqual([[2, 85.5, '2026-11-10', '2026-11-20']]);
  expect(await rowsOf('?from=2026-11-11')).toEqual([[1, 90.5, '2026-11-20', '2026-11-20']]);
  expect(await rowsOf('?to=2026-11-19')).toEqual([[1, 80.5, '2026-11-10', '2026-11-10']]);
  expect(await rowsOf('?from=2026-11-11&to=2026-11-19')).toEqual([]);
});

test('A warehouse that has no view of the runs yet is answered from', async () => {
  await loadOne();
  const sqls = ['DROP VIEW analytics.v_run'];
  const clientToken = 'drop'.repeat(15);
  await warehouse.wait(await warehouse.submitBatch({ sqls, name: 'drop', clientToken }));
  const { rows, freshAsOf } = await warehouseAnswers(warehouse, () => new Date())('uploads', {});
  expect(rows.length).toBeGreaterThan(0);
  expect(freshAsOf).toMatch(/^2026-11-21T09:/);
});
