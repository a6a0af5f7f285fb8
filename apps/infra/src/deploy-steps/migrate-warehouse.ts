import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { createDataApi, type DataApi, migrateWarehouse } from '@miniatura/warehouse';
import { randomUUID } from 'node:crypto';
import {
  createWarehouseUser,
  FIND_WAREHOUSE_USER,
  grantAnalystPrivileges,
  grantAuditorPrivileges,
  grantEtlPrivileges,
  warehouseUserOf,
} from '../warehouse-users.ts';
import { migrateWarehouseEnvironment, readEnvironment } from './config.ts';

/** The IAM roles that sign in, by what each does there. */
export interface WarehouseRoles {
  readonly etl: string;
  readonly auditor: string;
  readonly analyst: string;
}

/** Brings the warehouse up to date, and lets each role do its own there. */
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

/** The Lambda function's entry point. */
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
