import { readFileSync } from 'node:fs';
import { type Metadata, openMetadata } from '@miniatura/metadata';
import { describeOnEachEngine } from '@miniatura/metadata/test-support/describe-on-each-engine';
import { checkWarehouse, createDataApi, ROLES, VIEWS } from '@miniatura/warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runEtl } from '../src/index.ts';
import { etlOf, expectBothSidesEqual } from './both-sides.ts';
import { processedImage, purgeImage, recordCall, recordRejection } from './sample-images.ts';
import { emptyWarehouse, useWarehouse } from './start-warehouse.ts';

const DOCUMENT = readFileSync(new URL('../../../docs/analysts.md', import.meta.url), 'utf8');

/** The document's questions, each with its SQL and whether it needs the other role. */
const QUESTIONS = [...DOCUMENT.matchAll(/^### (.+)\n([^]*?)```sql\n([^]*?);\n```/gm)].map(
  ([, question = '', text = '', sql = '']) => ({
    question,
    sql,
    role: text.includes(ROLES.personalData) ? ROLES.personalData : ROLES.analyst,
  }),
);

const MODERATION = {
  name: 'Smoking',
  confidence: 71.25,
  parents: ['Drugs & Tobacco'],
  taxonomyLevel: 2,
  modelVersion: '7.0',
};

/** Two days: on the second a duplicate, something to moderate, a rejection and a purge. */
async function fill(metadata: Metadata, load: (day: string) => Promise<unknown>): Promise<void> {
  const uploadedAt = '2026-11-18T10:00:00Z';
  const first = { uploadedAt, processedAt: '2026-11-18T10:00:02Z' };
  await metadata.recordProcessed(processedImage('purged.jpg', { ...first, labels: [] }));
  await metadata.recordProcessed(processedImage('a.jpg', first));
  await recordCall(metadata, 'a.jpg');
  await load('2026-11-18');
  await metadata.recordProcessed(
    processedImage('copy.jpg', { analysisStatus: 'reused', uploadedBy: 'eve@example.org' }),
  );
  await metadata.recordProcessed(
    processedImage('smoke.png', {
      sha256: 'cd'.repeat(32),
      mediaType: 'image/png',
      byteCount: 100,
      uploadedThrough: 'kafka',
      labels: [{ name: 'Person', confidence: 90, parents: [], modelVersion: '3.0' }],
      moderationLabels: [MODERATION],
    }),
  );
  await recordCall(metadata, 'smoke.png');
  await recordRejection(metadata, 'broken.pdf');
  await purgeImage(metadata, 'purged.jpg');
  await load('2026-11-20');
}

/** What the data of `fill` answers. */
const ANSWERS: Readonly<Record<string, readonly Record<string, unknown>[]>> = {
  'How often are images uploaded?': [{ week: '2026-11-16', uploads: '5', rejected: '1' }],
  'Which labels are popular?': [
    { label: 'Cat', category: 'Animal', image_count: 2, average_confidence: '99.8765' },
    { label: 'Sofa', category: null, image_count: 2, average_confidence: '60.5000' },
    { label: 'Person', category: null, image_count: 1, average_confidence: '90.0000' },
  ],
  'Which labels become popular?': [
    { day: '2026-11-18', label: 'Cat', image_count: 1, more_than_before: null },
    { day: '2026-11-20', label: 'Cat', image_count: 2, more_than_before: 1 },
    { day: '2026-11-20', label: 'Person', image_count: 1, more_than_before: null },
    { day: '2026-11-18', label: 'Sofa', image_count: 1, more_than_before: null },
    { day: '2026-11-20', label: 'Sofa', image_count: 2, more_than_before: 1 },
  ],
  'How does storage grow?': [
    {
      day: '2026-11-18',
      image_count: 2,
      byte_count: 10_000,
      rendition_byte_count: 1400,
      growth_byte_count: 11_400,
    },
    {
      day: '2026-11-20',
      image_count: 4,
      byte_count: 10_177,
      rendition_byte_count: 2100,
      growth_byte_count: 877,
    },
  ],
  'What is rejected, and why?': [{ rejection_code: 'unsupported-type', images: '1' }],
  'What does moderation find?': [
    {
      day: '2026-11-20',
      label: 'Smoking',
      category: 'Drugs & Tobacco',
      image_count: 1,
      highest_confidence: '71.2500',
    },
  ],
  'How much is stored twice?': [{ images: 1, copies: '2', calls_saved: '1', wasted_bytes: '5000' }],
  'On which days are copies uploaded?': [
    { day: '2026-11-20', distinct_count: 1, copy_count: 2, wasted_byte_count: 5000 },
  ],
  'What does analysis cost?': [
    { operation: 'DetectLabels', calls: '2', units: '2', usd: '0.002000' },
  ],
  'Which upload channel causes which cost of analysis?': [
    { upload_channel: 'kafka', calls: '1', usd: '0.001000', usd_per_image: '0.001000' },
    { upload_channel: 'presigned-post', calls: '1', usd: '0.001000', usd_per_image: '0.001000' },
  ],
  'How long do thumbnails take?': [
    {
      day: '2026-11-18',
      image_count: 2,
      median_seconds: 2,
      p95_seconds: 2,
      longest_seconds: 2,
    },
    {
      day: '2026-11-20',
      image_count: 3,
      median_seconds: 1.25,
      p95_seconds: 1.25,
      longest_seconds: 1.25,
    },
  ],
  'Through which channels are images uploaded?': [
    { upload_channel: 'presigned-post', media_type: 'image/jpeg', images: 2, bytes: '10000' },
    { upload_channel: 'kafka', media_type: 'image/png', images: 1, bytes: '100' },
    { upload_channel: 'presigned-post', media_type: null, images: 1, bytes: '77' },
  ],
  'How fresh is the data?': [
    {
      level: 'fresh',
      last_load_at: expect.stringMatching(/^\d{4}-\d\d-\d\d /),
      minutes_since_last_load: expect.any(Number),
      newest_upload_at: '2026-11-20 10:00:00',
      image_count: 5,
    },
  ],
  'Which labels are found on which colours?': [
    { dominant_color: '#1e90ff', label: 'Cat', images: 2 },
    { dominant_color: '#1e90ff', label: 'Sofa', images: 2 },
    { dominant_color: '#1e90ff', label: 'Person', images: 1 },
  ],
  'Which labels are new today?': [{ label: 'Person', first_day: '2026-11-20', images: 1 }],
  'Which labels appear together?': [{ label: 'Cat', other_label: 'Sofa', images: 2 }],
  'Which labels arrive through which channel?': [
    { upload_channel: 'kafka', label: 'Person', images: 1 },
    { upload_channel: 'presigned-post', label: 'Cat', images: 2 },
  ],
  'How many labels does an image have?': [
    { label_count: 0, images: 1 },
    { label_count: 1, images: 1 },
    { label_count: 2, images: 2 },
  ],
  'Do runs succeed, and does a change wait?': [
    {
      level: 'fresh',
      minutes_since_last_success: expect.any(Number),
      oldest_pending_minutes: null,
    },
  ],
  'How long are images in each state?': [
    { status: 'processed', images: 1, average_minutes: expect.any(Number) },
  ],
  'In which state was each image at a given time?': [{ status: 'processed', images: 2 }],
  'Which states do images pass through?': [
    { path: 'processed', images: 3 },
    { path: 'processed > purged', images: 1 },
    { path: 'rejected', images: 1 },
  ],
  'How many images enter each state per day?': [
    { day: '2026-11-18', status: 'processed', images: 2 },
    { day: '2026-11-20', status: 'processed', images: 2 },
    { day: '2026-11-20', status: 'rejected', images: 1 },
  ],
  'How many images were stored at the end of each day?': [
    { day: '2026-11-18', images: 2 },
    { day: '2026-11-19', images: 2 },
    { day: '2026-11-20', images: 4 },
  ],
  'How many hours after the first state are images removed or purged?': [
    { status: 'purged', images: 1, median_hours: expect.anything() },
  ],
  'Which share of the images of each channel is gone?': [
    { upload_channel: 'kafka', images: 1, gone: 0, gone_percent: '0.0' },
    { upload_channel: 'presigned-post', images: 4, gone: 1, gone_percent: '25.0' },
  ],
  'How many images were restored after a removal?': [{ restored: 0 }],
  'How many rejected images were processed later?': [{ images: 0 }],
  'How long do images wait for a review?': [{ reviewed: 0, average_minutes: null }],
  'Who uploads most?': [
    { uploaded_by: 'ada@example.org', images: 3 },
    { uploaded_by: 'eve@example.org', images: 1 },
  ],
};

const warehouse = useWarehouse();

describeOnEachEngine('In docs/analysts.md', (engine) => {
  let metadata: Metadata;
  let dispose: () => Promise<void>;
  beforeAll(async () => {
    const database = await engine.migratedDatabase();
    dispose = database.dispose;
    metadata = await openMetadata({ url: database.url });
    await emptyWarehouse(warehouse.api);
    await fill(metadata, (day) =>
      runEtl(etlOf(warehouse, metadata, { now: () => new Date(`${day}T12:00:00Z`) })),
    );
  });
  afterAll(async () => {
    await metadata.close();
    await dispose();
  });

  test.each(QUESTIONS)('“$question” is answered', async ({ question, sql, role }) => {
    const target = { clusterIdentifier: 'local', database: 'dev', dbUser: role };
    const { columns, rows } = await createDataApi(warehouse.redshiftData, target).queryTable({
      sql,
    });
    const answer = rows.map((row) =>
      Object.fromEntries(columns.map(({ name }, place) => [name, row[place]])),
    );
    expect(answer).toEqual(ANSWERS[question]);
  });

  test('the answers are those of both databases', () => expectBothSidesEqual(warehouse, metadata));

  test('the data passes its tests, after a purge too', async () => {
    expect(await checkWarehouse(warehouse.api)).toEqual([]);
  });
});

test('The data tests report violated rules and the number of violations', async () => {
  const { api } = warehouse;
  await emptyWarehouse(api);
  const label = "INSERT INTO warehouse.dim_label VALUES ('l1', 'colour', 'Red', NULL)";
  const bridge = "INSERT INTO warehouse.bridge_image_label VALUES ('i1', 'l2', 0, 50, NULL, '3.0')";
  const statementId = await api.submitBatch({
    sqls: [label, label, bridge],
    name: 'wrong-data',
    clientToken: 'wrong-data',
  });
  await api.wait(statementId);
  expect(await checkWarehouse(api)).toEqual([
    { name: 'warehouse.dim_label: label_id is unique', failureCount: 1 },
    { name: 'warehouse.bridge_image_label: image_id is in warehouse.fact_image', failureCount: 1 },
    { name: 'warehouse.bridge_image_label: label_id is in warehouse.dim_label', failureCount: 1 },
    { name: 'warehouse.dim_label: kind is one of label, moderation', failureCount: 2 },
  ]);
  await emptyWarehouse(api);
});

test('The document has at least 22 questions, every one with an answer here', () => {
  expect(QUESTIONS.length).toBeGreaterThanOrEqual(22);
  expect(QUESTIONS.map(({ question }) => question).toSorted()).toEqual(
    Object.keys(ANSWERS).toSorted(),
  );
});

test('Every view that is named in the document exists', () => {
  const named = [...DOCUMENT.matchAll(/analytics\.v_\w+/g)].map(([name]) => name);
  const views = VIEWS.map(({ name }) => name);
  expect(named.filter((name) => name !== 'analytics.v_' && !views.includes(name))).toEqual([]);
});
