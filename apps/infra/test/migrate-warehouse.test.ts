import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AWS_ACCESS } from '@miniatura/test-support/aws-access';
import {
  startRedshiftData,
  type TestRedshiftData,
} from '@miniatura/test-support/start-redshift-data';
import { createDataApi } from '@miniatura/warehouse';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { handler } from '../src/deploy-steps/migrate-warehouse.ts';
import { DASHBOARD_USER, setPassword } from '../src/warehouse-users.ts';

const TIMEOUT_MS = 180_000;
const SECRET_ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:login-a1B2c3';
const PASSWORD = 'Yv3ZkQ8sT1';

/** Stands in for Secrets Manager, which has no local server: it answers with one secret. */
const secrets = createServer((_, response) => {
  const SecretString = JSON.stringify({ username: DASHBOARD_USER, password: PASSWORD });
  response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
  response.end(JSON.stringify({ ARN: SECRET_ARN, SecretString }));
});
const resources = new AsyncDisposableStack();
let warehouse: TestRedshiftData;

function warehouseApi() {
  return createDataApi(warehouse.redshiftData, {
    workgroupName: 'miniatura',
    database: 'miniatura',
  });
}

beforeAll(async () => {
  warehouse = await startRedshiftData(resources);
  await new Promise<void>((listening) => secrets.listen(0, '127.0.0.1', listening));
  const { port } = secrets.address() as AddressInfo;
  const environment = {
    AWS_REGION: AWS_ACCESS.region,
    AWS_ACCESS_KEY_ID: AWS_ACCESS.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: AWS_ACCESS.credentials.secretAccessKey,
    AWS_ENDPOINT_URL_REDSHIFT_DATA: warehouse.endpoint,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: `http://127.0.0.1:${port}`,
    REDSHIFT_WORKGROUP: 'miniatura',
    REDSHIFT_DATABASE: 'miniatura',
    REDSHIFT_SECRET: 'redshift!miniatura-1-administrator',
    ETL_ROLE_NAME: 'miniatura-dev-etl',
    AUDITOR_ROLE_NAME: 'miniatura-dev-retention',
    ANALYST_ROLE_NAME: 'miniatura-dev-api',
    DASHBOARD_SECRET: SECRET_ARN,
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
}, TIMEOUT_MS);

afterAll(async () => {
  vi.unstubAllEnvs();
  secrets.closeAllConnections();
  secrets.close();
  await resources.disposeAsync();
});

test(
  "QuickSight's user has a password and reads what analysts read, after each deployment",
  { timeout: TIMEOUT_MS },
  async () => {
    await handler();
    await handler();
    const [found] = await warehouseApi().query({
      sql: `SELECT has_table_privilege('${DASHBOARD_USER}', 'analytics.v_uploads_daily', 'SELECT') AS reads_views,
 has_table_privilege('${DASHBOARD_USER}', 'analytics.v_image_owner', 'SELECT') AS reads_owners,
 has_table_privilege('${DASHBOARD_USER}', 'warehouse.fact_image', 'SELECT') AS reads_tables,
 (SELECT rolpassword IS NOT NULL FROM pg_authid WHERE rolname = '${DASHBOARD_USER}') AS has_password`,
      columns: {
        reads_views: 'boolean',
        reads_owners: 'boolean',
        reads_tables: 'boolean',
        has_password: 'boolean',
      },
    });
    expect(found).toEqual({
      reads_views: true,
      reads_owners: false,
      reads_tables: false,
      has_password: true,
    });
  },
);

test("Only the ETL may load and write files as the warehouse's IAM role", async () => {
  await handler();
  const statements = await warehouseApi().query({
    sql: "SELECT DISTINCT text FROM sys_query_text WHERE text LIKE '%ASSUMEROLE%' AND text NOT LIKE 'SELECT%'",
    columns: { text: 'string' },
  });
  expect(statements.map(({ text }) => text).toSorted()).toEqual([
    'GRANT ASSUMEROLE ON DEFAULT TO "IAMR:miniatura-dev-etl" FOR COPY, UNLOAD',
    'REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL',
  ]);
});

test("The statement contains a hash of the password and the user's name, as Redshift defines it", () => {
  // This is the example of Redshift's documentation: the password "ez" of "user1".
  expect(setPassword('user1', 'ez')).toBe(
    `ALTER USER "user1" PASSWORD 'md5153c434b4b77c89e6b94f12c5393af5b'`,
  );
});
