import { describe, expect, test } from 'vitest';
import { failureLogOf, imageIdOf, type Metadata, purgesOf, webhooksOf } from '../src/index.ts';
import { describeOnEachEngine } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, processedImage, rendition } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

/** The tables that a purge empties: those of an image, and failures when they expire. */
const PURGED_TABLES = [
  'failure',
  'image',
  'image_label',
  'moderation_review',
  'rendition',
  'webhook_delivery',
];

/** SQLite also counts the images and the labels of each user. */
function purgedTablesOf({ kind }: { readonly kind: string }): readonly string[] {
  return kind === 'sqlite'
    ? [...PURGED_TABLES, 'image_count', 'label_count'].toSorted()
    : PURGED_TABLES;
}

interface LastingTable {
  readonly because: string;
  /** All columns: a new one must be declared here as not personal. */
  readonly columns: string;
}

/** The tables that a purge keeps, which contain at most the id of an image: a hash. */
const LASTING_TABLES: Readonly<Record<string, LastingTable>> = {
  analysis_call: {
    because: 'Costs are kept after a purge. The row contains nothing else about the image.',
    columns: 'batch_id call_id called_at image_id model_version operation outcome request_units',
  },
  etl_batch: {
    because: 'The range of a copy is told by ids, and forgotten some time after it was applied.',
    columns:
      'after_key applied_at attempt batch_id change_count created_at kind last_key staged statement_id',
  },
  etl_lease: { because: 'Tells of a process.', columns: 'expires_at_ms holder name' },
  etl_progress: { because: 'How far a copy has come, as an id.', columns: 'name value' },
  idempotency_key: {
    because: 'Hashes of a request and of the key that its client chose, forgotten after a day.',
    columns: 'done_at expires_at first_at key_hash locked_until request_hash',
  },
  image_purge: {
    because: 'Keeps late events out, and is forgotten when none can come any more.',
    columns: 'image_id purged_at sequencer',
  },
  outbox: {
    because:
      'Tells the warehouse to purge, and is forgotten some time after that is done. The tracing ' +
      'header consists of random ids.',
    columns: 'batch_id created_at image_id op row_version seq trace_header',
  },
  webhook: {
    because: 'An admin sets it; it contains nothing about images.',
    columns: 'created_at secret url webhook_id',
  },
  signing_key: { because: 'Signs links of all images.', columns: 'created_at name secret' },
};

const SECRET = 'Ada Lovelace';
const KEY = `${SECRET}.jpg`;
const imageId = imageIdOf(BUCKET, KEY);
const EXPIRES_AT = new Date('2026-11-28T10:00:00.000Z');
/** Values that describe the image without its name. */
const TRACES = [SECRET, 'ab'.repeat(32), '0123456789abcdef', '3OcRJYB4d3h/iIeHeEh3eIhw+j2w'];

/** Writes to every table that can contain personal data, with the secret in each text column. */
async function fill(metadata: Metadata): Promise<void> {
  const label = { name: SECRET, confidence: 99, parents: [SECRET], modelVersion: '3.0' };
  const times = {
    firstSeenAt: '2026-11-21T10:00:00.000Z',
    lastSeenAt: '2026-11-21T10:00:00.000Z',
    expiresAt: EXPIRES_AT.toISOString(),
  };
  const webhooks = webhooksOf(metadata.db);
  const createdAt = times.firstSeenAt;
  const webhook = { webhookId: 'w', url: 'https://example.com/', secret: 'whsec_', createdAt };
  await webhooks.create(webhook, 1);
  await metadata.recordProcessed(
    processedImage({
      key: KEY,
      uploadedBy: SECRET,
      altText: SECRET,
      warning: SECRET,
      renditions: [rendition('small', `thumbnails/${KEY}`)],
      labels: [label],
      moderationLabels: [label],
      moderationVerdict: 'flag',
      moderationPolicy: '0123456789abcdef',
      scriptStatus: 'done',
      scriptResult: JSON.stringify({ face: SECRET }),
    }),
  );
  const review = { imageId, reviewedBy: SECRET, reason: SECRET } as const;
  await metadata.recordReview({ ...review, decision: 'approve' });
  const due = { webhookId: webhook.webhookId, now: new Date(), leaseMs: 1, limit: 10 };
  for (const { webhookId, eventId, attemptCount } of await webhooks.claim(due)) {
    const outcome = { httpStatus: null, failure: SECRET, retryAt: null };
    await webhooks.recordAttempt({ webhookId, eventId, attemptCount, ...outcome });
  }
  await failureLogOf(metadata.db).recordParked({
    ...times,
    failureId: 'f',
    messageId: 'm',
    source: 'thumbnailer',
    object: { bucket: BUCKET, key: KEY },
    reason: SECRET,
    receiveCount: 5,
    body: SECRET,
  });
  await metadata.recordAnalysisCall({
    imageId,
    operation: 'DetectLabels',
    calledAt: times.firstSeenAt,
    outcome: 'done',
    requestUnits: 1,
  });
}

async function tablesOf({ db }: Metadata) {
  const tables = await db.introspection.getTables();
  return tables.map(({ name, columns }) => ({
    name,
    columns: columns
      .map((column) => column.name)
      .toSorted()
      .join(' '),
  }));
}

/** Returns the tables with a row that contains one of these texts. */
async function tablesWith(metadata: Metadata, texts: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const { name } of await tablesOf(metadata)) {
    const rows = await metadata.db
      .selectFrom(name as 'image')
      .selectAll()
      .execute();
    // Numbers of some engines are bigints.
    const text = JSON.stringify(rows, (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    if (texts.some((each) => text.includes(each))) found.push(name);
  }
  return found.toSorted();
}

describeOnEachEngine('Personal data', (engine) => {
  const context = useMetadata(engine);

  test('is in tables that a purge empties; all other columns are declared as not personal', async () => {
    const tables = await tablesOf(context.metadata);
    const lasting = tables.filter(({ name }) => !purgedTablesOf(engine).includes(name));
    expect(Object.fromEntries(lasting.map(({ name, columns }) => [name, columns]))).toEqual(
      Object.fromEntries(Object.entries(LASTING_TABLES).map(([name, it]) => [name, it.columns])),
    );
  });

  describe('that is written to every such table', () => {
    test('is found there, and nowhere after the purge', async () => {
      const { metadata } = context;
      await fill(metadata);
      expect(await tablesWith(metadata, TRACES)).toEqual(purgedTablesOf(engine));
      const purges = purgesOf(metadata.db);
      const [image] = await purges.findExisting([imageId]);
      expect(await purges.purge(image ?? expect.fail('no image'), EXPIRES_AT)).toBe(true);
      expect(await purges.purgeFailures(EXPIRES_AT)).toBe(1);
      expect(await tablesWith(metadata, TRACES)).toEqual([]);
    });

    test('leaves the id of the image where a purge or a paid call needs it', async () => {
      const { metadata } = context;
      await fill(metadata);
      const purges = purgesOf(metadata.db);
      const [image] = await purges.findExisting([imageId]);
      await purges.purge(image ?? expect.fail('no image'), EXPIRES_AT);
      await purges.purgeFailures(EXPIRES_AT);
      const expected = ['analysis_call', 'image_purge', 'outbox'];
      expect(await tablesWith(metadata, [imageId])).toEqual(expected);
    });
  });
});
