import { ROLES } from '@miniatura/warehouse';

/** The schemas to which the ETL writes. */
const WRITTEN_SCHEMAS = ['etl', 'warehouse'] as const;

/**
 * Returns Redshift's name of the database user for an IAM role that signs in without a password.
 */
export const warehouseUserOf = (roleName: string): string => `IAMR:${roleName}`;

/** Counts the users with a name. */
export const FIND_WAREHOUSE_USER = 'SELECT COUNT(*) AS n FROM pg_user WHERE usename = :name';

/** Returns the statement that creates a user without a password. */
export function createWarehouseUser(user: string): string {
  return `CREATE USER ${quoted(user)} PASSWORD DISABLE`;
}

/**
 * Grants the ETL's privileges: to change rows of its schemas and to use temporary tables, but not
 * to create tables.
 */
export function grantEtlPrivileges(user: string): readonly string[] {
  return WRITTEN_SCHEMAS.flatMap((schema) => [
    `GRANT USAGE ON SCHEMA ${schema} TO ${quoted(user)}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${quoted(user)}`,
  ]);
}

/** Grants the auditor's privileges: to read the tables, in order to find expired data. */
export function grantAuditorPrivileges(user: string): readonly string[] {
  return [
    `GRANT USAGE ON SCHEMA warehouse TO ${quoted(user)}`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO ${quoted(user)}`,
  ];
}

/** Grants the API's privileges: those of analysts, who see no personal data. */
export function grantAnalystPrivileges(user: string): readonly string[] {
  return [`GRANT ROLE ${ROLES.analyst} TO ${quoted(user)}`];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
