import { createHash } from 'node:crypto';
import { ROLES } from '@miniatura/warehouse';

/** The schemas to which the ETL writes. */
const WRITTEN_SCHEMAS = ['etl', 'warehouse'] as const;

/**
 * Returns Redshift's name of the database user for an IAM role that signs in without a password.
 */
export const warehouseUserOf = (roleName: string): string => `IAMR:${roleName}`;

/** The database user of QuickSight, which signs in with a password. */
export const DASHBOARD_USER = 'quicksight';

/**
 * Counts the users with a name. Redshift folds the names of users to lower case, even quoted ones.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
 */
export const FIND_WAREHOUSE_USER =
  'SELECT COUNT(*) AS n FROM pg_user WHERE LOWER(usename) = LOWER(:name)';

/** Returns the statement that creates a user without a password. */
export function createWarehouseUser(user: string): string {
  return `CREATE USER ${quoted(user)} PASSWORD DISABLE`;
}

/**
 * Returns the statement that sets a password. It contains only a hash, because Redshift keeps
 * statements in its logs.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_USER.html
 */
export function setPassword(user: string, password: string): string {
  const hash = createHash('md5').update(`${password}${user}`).digest('hex');
  return `ALTER USER ${quoted(user)} PASSWORD 'md5${hash}'`;
}

/**
 * Grants the ETL's privileges: to change rows of its schemas and to use temporary tables, but not
 * to create tables. Nobody else may use the warehouse's IAM role. By default every user may, so that
 * analysts could load personal data from staged files and from the data lake.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT-usage-notes.html
 */
export function grantEtlPrivileges(user: string): readonly string[] {
  return [
    'REVOKE ASSUMEROLE ON ALL FROM PUBLIC FOR ALL',
    `GRANT ASSUMEROLE ON DEFAULT TO ${quoted(user)} FOR COPY, UNLOAD`,
    ...WRITTEN_SCHEMAS.flatMap((schema) => [
      `GRANT USAGE ON SCHEMA ${schema} TO ${quoted(user)}`,
      `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${quoted(user)}`,
    ]),
  ];
}

/** Grants the auditor's privileges: to read the tables, in order to find expired data. */
export function grantAuditorPrivileges(user: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA warehouse TO ${quoted(user)}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO ${quoted(user)}`,
  ];
}

/** Grants the privileges of the API and of QuickSight: those of analysts, who see no personal data. */
export function grantAnalystPrivileges(user: string): readonly string[] {
  return [`GRANT ROLE ${ROLES.analyst} TO ${quoted(user)}`];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
