import { openMetadata } from '@miniatura/metadata';
import { sqsEvent } from '@miniatura/test-support/sqs-event';
import { createDataApi } from '@miniatura/warehouse';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabaseUsers } from '../src/database-users.ts';
import { httpEvent, kafkaEvent } from './lambda-events.ts';
import { findArm64Node, invoke } from './lambda-runtime.ts';
import { ORIGINALS, type Services, STAGING, startServices, THUMBNAILS } from './start-services.ts';
import { startSleepyRdsData } from './start-sleepy-rds-data.ts';

const arm64 = findArm64Node();
if (typeof arm64 === 'string') {
  console.log(`SKIPPED: what Lambda gets of the thumbnailer, run on arm64: ${arm64}.`);
}
/**
 * Functions without native code, as `assets.test.ts` shows, run on any processor: an emulated start
 * takes many seconds.
 */
const anyNode = { command: [process.execPath] };
const arm64OrAnyNode = typeof arm64 === 'string' ? anyNode : arm64;
const WAREHOUSE = { REDSHIFT_WORKGROUP: 'miniatura', REDSHIFT_DATABASE: 'miniatura' };
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:administrator';
const ISSUER = 'https://issuer.example';
const TIMEOUT_MS = 600_000;

let services: Services;

beforeAll(async () => {
  services = await startServices();
});

afterAll(() => services.stop());

function drawImage() {
  return sharp({ create: { width: 400, height: 300, channels: 3, background: '#3a7' } })
    .jpeg()
    .toBuffer();
}

describe('What Lambda gets, on a Lambda-like runtime outside the repository', () => {
  test('makes the tables of the metadata, twice if need be', { timeout: TIMEOUT_MS }, async () => {
    const { databaseUrl: DATABASE_URL } = services;
    for (let run = 0; run < 2; run += 1) {
      await invoke(anyNode, {
        project: 'infra',
        handler: 'migrate-metadata.handler',
        environment: { DATABASE_URL },
        event: {},
      });
    }
    const metadata = await openMetadata({ url: DATABASE_URL });
    expect(await metadata.countByStatus()).toMatchObject({ processed: 0 });
    await metadata.close();
  });

  test.runIf(typeof arm64 !== 'string')(
    'makes thumbnails, labels and a row of an image',
    { timeout: TIMEOUT_MS },
    async () => {
      const event = await services.put('cat.jpg', await drawImage());
      const { arch, result } = await invoke(arm64OrAnyNode, {
        project: 'thumbnailer',
        handler: 'handler.handler',
        environment: {
          ...services.environment,
          DATABASE_URL: services.databaseUrl,
          THUMBNAILS_BUCKET: THUMBNAILS,
          AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1769',
        },
        event,
      });
      expect({ arch, result }).toEqual({ arch: 'arm64', result: { batchItemFailures: [] } });
      expect(await services.keysIn(THUMBNAILS)).toHaveLength(3);
      const metadata = await openMetadata({ url: services.databaseUrl });
      const image = await metadata.findImageByKey('originals', 'cat.jpg');
      expect(image).toMatchObject({ status: 'processed', width: 400, analysisStatus: 'done' });
      await metadata.close();
    },
  );

  test(
    'makes the warehouse and lets the ETL write to it, twice if need be',
    { timeout: TIMEOUT_MS },
    async () => {
      for (let run = 0; run < 2; run += 1) {
        await invoke(anyNode, {
          project: 'infra',
          handler: 'migrate-warehouse.handler',
          environment: {
            ...services.environment,
            ...WAREHOUSE,
            REDSHIFT_SECRET: 'redshift!miniatura-1-administrator',
            ETL_ROLE_NAME: 'miniatura-dev-etl',
            AUDITOR_ROLE_NAME: 'miniatura-dev-retention',
            ANALYST_ROLE_NAME: 'miniatura-dev-api',
          },
          event: {},
        });
      }
      const api = createDataApi(services.redshiftData, {
        workgroupName: 'miniatura',
        database: 'miniatura',
      });
      const [etl] = await api.query({
        sql: `SELECT has_table_privilege('iamr:miniatura-dev-etl', 'warehouse.fact_image', 'INSERT') AS may_insert,
 has_schema_privilege('iamr:miniatura-dev-etl', 'warehouse', 'CREATE') AS may_create`,
        columns: { may_insert: 'boolean', may_create: 'boolean' },
      });
      expect(etl).toEqual({ may_insert: true, may_create: false });
    },
  );

  test(
    'carries changes into the warehouse, and compares both sides',
    { timeout: TIMEOUT_MS },
    async () => {
      const environment = {
        ...services.environment,
        ...WAREHOUSE,
        DATABASE_URL: services.databaseUrl,
        STAGING_BUCKET: STAGING,
      };
      const etl = { project: 'etl', handler: 'handler.handler', environment } as const;
      const loaded = await invoke(anyNode, { ...etl, event: { action: 'run' } });
      const count = typeof arm64 === 'string' ? 0 : 1;
      expect(loaded.result).toMatchObject({ claimedCount: expect.any(Number), mergedCount: count });
      const compared = await invoke(anyNode, { ...etl, event: { action: 'reconcile' } });
      expect(compared.result).toMatchObject({ isEqual: true });
    },
  );

  test('lets the auditor read tables, and the API what analysts may', async () => {
    const api = createDataApi(services.redshiftData, {
      workgroupName: 'miniatura',
      database: 'miniatura',
    });
    const [found] = await api.query({
      sql: `SELECT has_table_privilege('iamr:miniatura-dev-retention', 'warehouse.fact_image', 'SELECT') AS auditor_reads,
 has_table_privilege('iamr:miniatura-dev-retention', 'warehouse.fact_image', 'DELETE') AS auditor_deletes,
 has_table_privilege('iamr:miniatura-dev-api', 'analytics.v_load', 'SELECT') AS api_reads,
 has_table_privilege('iamr:miniatura-dev-api', 'warehouse.dim_owner', 'SELECT') AS api_reads_owners`,
      columns: {
        auditor_reads: 'boolean',
        auditor_deletes: 'boolean',
        api_reads: 'boolean',
        api_reads_owners: 'boolean',
      },
    });
    expect(found).toEqual({
      auditor_reads: true,
      auditor_deletes: false,
      api_reads: true,
      api_reads_owners: false,
    });
  });

  test('purges what has expired', { timeout: TIMEOUT_MS }, async () => {
    const { result } = await invoke(anyNode, {
      project: 'retention',
      handler: 'handler.handler',
      environment: {
        ...services.environment,
        ...WAREHOUSE,
        DATABASE_URL: services.databaseUrl,
        ORIGINALS_BUCKET: ORIGINALS,
        THUMBNAILS_BUCKET: THUMBNAILS,
        STAGING_BUCKET: STAGING,
      },
      event: { action: 'purge' },
    });
    expect(result).toMatchObject({ outcome: 'done', imageCount: 0 });
  });

  test.each<[string, number, object | undefined]>([
    [
      'whom the gateway knows',
      200,
      { iss: ISSUER, sub: 'ada', token_use: 'access', client_id: 'page' },
    ],
    ['nobody who comes past it', 401, undefined],
  ])('answers %s at an HTTP API', { timeout: TIMEOUT_MS }, async (_, statusCode, claims) => {
    const { result } = await invoke(anyNode, {
      project: 'api',
      handler: 'handler.handler',
      environment: {
        ...services.environment,
        ...WAREHOUSE,
        DATABASE_URL: services.databaseUrl,
        ORIGINALS_BUCKET: ORIGINALS,
        THUMBNAILS_BUCKET: THUMBNAILS,
        OIDC_ISSUER: ISSUER,
        OIDC_AUDIENCE: 'page',
        PAGE_ORIGIN: 'https://page.example',
        API_URL: 'https://api.example',
      },
      event: httpEvent('/images', claims && { jwt: { claims, scopes: null } }),
    });
    expect(result).toMatchObject({ statusCode });
  });

  test.runIf(typeof arm64 !== 'string')(
    'renders an image by a link that the API has signed',
    { timeout: TIMEOUT_MS },
    async () => {
      const environment = {
        ...services.environment,
        DATABASE_URL: services.databaseUrl,
        ORIGINALS_BUCKET: ORIGINALS,
        THUMBNAILS_BUCKET: THUMBNAILS,
        PAGE_ORIGIN: 'https://page.example',
      };
      const claims = {
        ...{ iss: ISSUER, sub: 'olga', token_use: 'access', client_id: 'page' },
        'cognito:groups': '[admin]',
      };
      const asked = await invoke(anyNode, {
        project: 'api',
        handler: 'handler.handler',
        environment: {
          ...environment,
          ...WAREHOUSE,
          OIDC_ISSUER: ISSUER,
          OIDC_AUDIENCE: 'page',
          API_URL: 'https://api.example',
        },
        event: httpEvent('/images', { jwt: { claims, scopes: null } }),
      });
      const { images } = JSON.parse((asked.result as { body: string }).body);
      const link = new URL(images[0].renderUrl);
      const { result } = await invoke(arm64OrAnyNode, {
        project: 'api',
        handler: 'render-handler.handler',
        environment,
        event: httpEvent(link.pathname, undefined, `${link.search.slice(1)}&width=64&format=webp`),
      });
      expect(result).toMatchObject({
        ...{ statusCode: 200, isBase64Encoded: true },
        headers: { 'content-type': 'image/webp' },
      });
    },
  );

  test('renders nothing for a forged link', { timeout: TIMEOUT_MS }, async () => {
    const query = `width=64&expires=9999999999&signature=${'A'.repeat(43)}`;
    const { result } = await invoke(anyNode, {
      project: 'api',
      handler: 'render-handler.handler',
      environment: {
        ...services.environment,
        DATABASE_URL: services.databaseUrl,
        ORIGINALS_BUCKET: ORIGINALS,
        THUMBNAILS_BUCKET: THUMBNAILS,
        PAGE_ORIGIN: 'https://page.example',
      },
      event: httpEvent(`/images/${'0'.repeat(32)}/render`, undefined, query),
    });
    expect(result).toMatchObject({ statusCode: 403 });
  });

  test('purges the copies in another region', { timeout: TIMEOUT_MS }, async () => {
    const { result } = await invoke(anyNode, {
      project: 'retention',
      handler: 'copies-handler.handler',
      environment: {
        ...services.environment,
        ORIGINALS_BUCKET: ORIGINALS,
        THUMBNAILS_BUCKET: THUMBNAILS,
        // Of objects that are as young as these nothing goes.
        ORIGINALS_COPIES_BUCKET: THUMBNAILS,
        THUMBNAILS_COPIES_BUCKET: STAGING,
        COPIES_REGION: 'us-west-2',
      },
      event: { action: 'purge' },
    });
    expect(result).toEqual({ outcome: 'done', copyCount: 0 });
  });

  test('takes a batch of dead letters', { timeout: TIMEOUT_MS }, async () => {
    const parking = services.newQueue('parking');
    const { result } = await invoke(anyNode, {
      project: 'failures',
      handler: 'handler.handler',
      environment: {
        ...services.environment,
        DATABASE_URL: services.databaseUrl,
        PARKING_QUEUE_URL: parking.url,
        THUMBNAILER_QUEUE_URL: services.newQueue('thumbnailer').url,
        BULK_QUEUE_URL: services.newQueue('bulk').url,
      },
      event: sqsEvent(['what nobody could read']),
    });
    expect(result).toEqual({ batchItemFailures: [] });
    expect(parking.counts().visible).toBe(1);
  });

  test('takes Kafka records', { timeout: TIMEOUT_MS }, async () => {
    const before = await services.keysIn(ORIGINALS);
    await invoke(anyNode, {
      project: 'ingest',
      handler: 'handler.handler',
      environment: {
        ...services.environment,
        ORIGINALS_BUCKET: ORIGINALS,
        REFUSALS_QUEUE_URL: 'http://127.0.0.1:1/000000000000/rejections',
      },
      event: kafkaEvent(await drawImage()),
    });
    expect(await services.keysIn(ORIGINALS)).toHaveLength(before.length + 1);
  });

  test(
    'makes the database users, and waits for a database that wakes up',
    { timeout: TIMEOUT_MS },
    async () => {
      const rds = await startSleepyRdsData();
      await invoke(anyNode, {
        project: 'infra',
        handler: 'create-database-users.handler',
        environment: {
          ...services.environment,
          AWS_ENDPOINT_URL_RDS_DATA: rds.endpoint,
          CLUSTER_ARN: 'arn:aws:rds:us-east-1:000000000000:cluster:miniatura',
          SECRET_ARN,
          DATABASE_NAME: 'miniatura',
        },
        event: {},
      });
      expect(rds.executed).toEqual(createDatabaseUsers('miniatura'));
      await rds.close();
    },
  );
});
