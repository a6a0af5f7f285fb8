import { randomUUID } from 'node:crypto';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDataApi, type DataApi, migrateWarehouse } from '@miniatura/warehouse';
import * as z from 'zod';
import {
  createWarehouseUser,
  FIND_WAREHOUSE_USER,
  grantAnalystPrivileges,
  grantAuditorPrivileges,
  grantEtlPrivileges,
  setPassword,
  warehouseUserOf,
} from '../warehouse-users.ts';
import { migrateWarehouseEnvironment, readEnvironment } from './config.ts';

/** Names of the IAM roles that sign in to the warehouse. */
export interface WarehouseRoles {
  readonly etl: string;
  readonly auditor: string;
  readonly analyst: string;
}

const loginSchema = z.object({ username: z.string().min(1), password: z.string().min(1) });
/** A user who signs in with a password. */
type Login = z.infer<typeof loginSchema>;

/** Migrates the warehouse, and grants each role its privileges. */
async function prepareWarehouse(api: DataApi, roles: WarehouseRoles): Promise<void> {
  await migrateWarehouse(api);
  await letIn(api, warehouseUserOf(roles.etl), grantEtlPrivileges);
  await letIn(api, warehouseUserOf(roles.auditor), grantAuditorPrivileges);
  await letIn(api, warehouseUserOf(roles.analyst), grantAnalystPrivileges);
}

/** Creates QuickSight's user if necessary, and sets its password to the one in the secret. */
async function letDashboardIn(api: DataApi, { username, password }: Login): Promise<void> {
  await letIn(api, username, (user) => [
    setPassword(user, password),
    ...grantAnalystPrivileges(user),
  ]);
}

async function letIn(
  api: DataApi,
  user: string,
  grant: (user: string) => readonly string[],
): Promise<void> {
  const [found] = await api.query({
    sql: FIND_WAREHOUSE_USER,
    parameters: { name: user },
    columns: { n: 'number' },
  });
  const creation = found?.n === 0 ? [createWarehouseUser(user)] : [];
  await api.wait(
    await api.submitBatch({
      sqls: [...creation, ...grant(user)],
      name: 'let-in',
      clientToken: randomUUID(),
    }),
  );
}

/** The entry point of the Lambda function. */
export async function handler(): Promise<void> {
  const environment = readEnvironment(migrateWarehouseEnvironment);
  const api = createDataApi(new RedshiftDataClient(), {
    workgroupName: environment.redshiftWorkgroup,
    database: environment.redshiftDatabase,
    secretArn: environment.redshiftSecret,
  });
  await prepareWarehouse(api, {
    etl: environment.etlRoleName,
    auditor: environment.auditorRoleName,
    analyst: environment.analystRoleName,
  });
  if (environment.dashboardSecret === undefined) return;
  await letDashboardIn(api, await readLogin(environment.dashboardSecret));
}

async function readLogin(SecretId: string): Promise<Login> {
  const command = new GetSecretValueCommand({ SecretId });
  const { SecretString = '' } = await new SecretsManagerClient().send(command);
  return loginSchema.parse(JSON.parse(SecretString));
}
