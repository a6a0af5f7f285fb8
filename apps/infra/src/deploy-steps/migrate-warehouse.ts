import { randomUUID } from 'node:crypto';
import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { createDataApi, type DataApi, migrateWarehouse } from '@miniatura/warehouse';
import {
  createWarehouseUser,
  FIND_WAREHOUSE_USER,
  grantAnalystPrivileges,
  grantAuditorPrivileges,
  grantEtlPrivileges,
  warehouseUserOf,
} from '../warehouse-users.ts';
import { migrateWarehouseEnvironment, readEnvironment } from './config.ts';

/** Names of the IAM roles that sign in to the warehouse. */
export interface WarehouseRoles {
  readonly etl: string;
  readonly auditor: string;
  readonly analyst: string;
}

/** Migrates the warehouse, and grants each role its privileges. */
export async function prepareWarehouse(api: DataApi, roles: WarehouseRoles): Promise<void> {
  await migrateWarehouse(api);
  await letIn(api, roles.etl, grantEtlPrivileges);
  await letIn(api, roles.auditor, grantAuditorPrivileges);
  await letIn(api, roles.analyst, grantAnalystPrivileges);
}

async function letIn(
  api: DataApi,
  roleName: string,
  grant: (user: string) => readonly string[],
): Promise<void> {
  const user = warehouseUserOf(roleName);
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
}
