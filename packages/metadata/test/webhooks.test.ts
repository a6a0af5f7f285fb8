import { createConnection } from 'mysql2/promise';
import { describe, expect, test } from 'vitest';
import { openMetadata, webhooksOf } from '../src/index.ts';
import { describeOnEachEngine, MYSQL_ENGINES } from '../test-support/describe-on-each-engine.ts';
import { processedImage } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const WEBHOOK_ID = '01KAH3Z5J7R1T4V6X8Y0A2C4E6';
const LEASE_MS = 120_000;

/** Creates a webhook with due deliveries. */
async function createDeliveries(
  { metadata }: Pick<ReturnType<typeof useMetadata>, 'metadata'>,
  count: number,
) {
  const webhooks = webhooksOf(metadata.db);
  await webhooks.create(
    {
      webhookId: WEBHOOK_ID,
      url: 'https://hooks.example/',
      secret: 'whsec_c2VjcmV0',
      createdAt: '2026-11-21T10:00:00.000Z',
    },
    1,
  );
  for (let n = 0; n < count; n += 1)
    await metadata.recordProcessed(processedImage({ key: `${n}` }));
  return webhooks;
}

function claimRequest(afterMs = 0, from = Date.now()) {
  const now = new Date(from + afterMs);
  return { webhookId: WEBHOOK_ID, now, leaseMs: LEASE_MS, limit: 50 };
}

describeOnEachEngine('A delivery', (engine) => {
  const context = useMetadata(engine);

  test('is claimed by one of several senders, and again when the claim has ended', async () => {
    const webhooks = await createDeliveries(context, 3);
    const others = webhooksOf((await context.another()).db);
    const from = Date.now();
    const claims = await Promise.all([
      webhooks.claim(claimRequest(0, from)),
      others.claim(claimRequest(0, from)),
    ]);
    expect(claims.flat()).toHaveLength(3);
    expect(new Set(claims.flat().map(({ eventId }) => eventId)).size).toBe(3);
    expect(await others.claim(claimRequest(LEASE_MS - 5000, from))).toEqual([]);
    expect(await others.claim(claimRequest(LEASE_MS + 5000, from))).toMatchObject([
      ...Array.from({ length: 3 }, () => ({ attemptCount: 2 })),
    ]);
  });

  test('keeps the result of its last attempt only', async () => {
    const webhooks = await createDeliveries(context, 1);
    const [first] = await webhooks.claim(claimRequest());
    await webhooks.claim(claimRequest(LEASE_MS + 5000));
    const late = { ...first!, httpStatus: 500, failure: 'Expected 200', retryAt: null };
    await webhooks.recordAttempt(late);
    const [waiting] = await webhooks.listDeliveries(WEBHOOK_ID, 1);
    expect(waiting).toMatchObject({ state: 'waiting', attemptCount: 2, httpStatus: null });
    await webhooks.recordAttempt({ ...late, attemptCount: 2, httpStatus: 204, failure: null });
    const [delivered] = await webhooks.listDeliveries(WEBHOOK_ID, 1);
    expect(delivered).toMatchObject({ state: 'delivered', httpStatus: 204, failure: null });
  });
});

describe.each(MYSQL_ENGINES)('On $name', (engine) => {
  const context = useMetadata(engine);

  test('a user who may only read and update rows claims deliveries and records results', async () => {
    await createDeliveries(context, 1);
    const url = new URL(context.url);
    const user = `deliveries_${url.pathname.slice(-8)}`;
    await using administrator = await connectTo(context.url);
    await administrator.query(`create user '${user}'@'%' identified by 'secret'`);
    const database = url.pathname.slice(1);
    await administrator.query(`grant select, update on \`${database}\`.* to '${user}'@'%'`);
    Object.assign(url, { username: user, password: 'secret' });
    const metadata = await openMetadata({ url: url.href });
    const webhooks = webhooksOf(metadata.db);
    const [claimed] = await webhooks.claim(claimRequest());
    await webhooks.recordAttempt({ ...claimed!, httpStatus: 204, failure: null, retryAt: null });
    expect(await webhooks.listDeliveries(WEBHOOK_ID, 1)).toMatchObject([{ state: 'delivered' }]);
    await metadata.close();
    await administrator.query(`drop user '${user}'@'%'`);
  });
});

async function connectTo(url: string) {
  const connection = await createConnection(url);
  return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.end() });
}
