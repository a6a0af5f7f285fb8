import { RedshiftDataClient } from '@aws-sdk/client-redshift-data';
import { createDataApi, type DataApi, migrateWarehouse } from '@miniatura/warehouse';
import { randomUUID } from 'node:crypto';
import {
  createWarehouseUser,
  FIND_WAREHOUSE_USER,
  grantEtlPrivileges,
  warehouseUserOf,
} from '../warehouse-users.ts';
import { migrateWarehouseEnvironment, readEnvironment } from './config.ts';

/** Brings the warehouse up to date, and lets the ETL's role write to it. */
export async function prepareWarehouse(api: DataApi, etlRoleName: string): Promise<void> {
  await migrateWarehouse(api);
  const user = warehouseUserOf(etlRoleName);
  const [found] = await api.query({
    sql: FIND_WAREHOUSE_USER,
    parameters: { name: user },
    columns: { n: 'number' },
  });
  const creation = found?.n === 0 ? [createWarehouseUser(user)] : [];
  await api.wait(
    await api.submitBatch({
      sqls: [...creation, ...grantEtlPrivileges(user)],
      name: 'grant-etl-privileges',
      clientToken: randomUUID(),
    }),
  );
}

/** The Lambda function's entry point. */
export async function handler(): Promise<void> {
  const environment = readEnvironment(migrateWarehouseEnvironment);
  const api = createDataApi(new RedshiftDataClient(), {
    workgroupName: environment.REDSHIFT_WORKGROUP,
    database: environment.REDSHIFT_DATABASE,
    secretArn: environment.REDSHIFT_SECRET_ARN,
  });
  await prepareWarehouse(api, environment.ETL_ROLE_NAME);
}
