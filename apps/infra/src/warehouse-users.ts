import { ROLES } from '@miniatura/warehouse';

/** The schemas that the ETL writes to. */
const WRITTEN_SCHEMAS = ['etl', 'warehouse'] as const;

/** How Redshift names the database user of an IAM role that signs in without a password. */
export const warehouseUserOf = (roleName: string): string => `IAMR:${roleName}`;

/** The query that tells whether there is such a user. */
export const FIND_WAREHOUSE_USER = 'SELECT COUNT(*) AS n FROM pg_user WHERE usename = :name';

/** Makes the user, who has no password. */
export const createWarehouseUser = (user: string): string =>
  `CREATE USER ${quoted(user)} PASSWORD DISABLE`;

/** What the ETL may do: change rows of its schemas, keep temporary tables, make nothing. */
export const grantEtlPrivileges = (user: string): readonly string[] =>
  WRITTEN_SCHEMAS.flatMap((schema) => [
    `GRANT USAGE ON SCHEMA ${schema} TO ${quoted(user)}`,
    `GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA ${schema} TO ${quoted(user)}`,
  ]);

/** What an audit may do: read the tables, to show that nothing in them has outlived its promise. */
export const grantAuditorPrivileges = (user: string): readonly string[] => [
  `GRANT USAGE ON SCHEMA warehouse TO ${quoted(user)}`,
  `GRANT SELECT ON ALL TABLES IN SCHEMA warehouse TO ${quoted(user)}`,
];

/** What the API may do: what analysts may, who see nobody in particular. */
export const grantAnalystPrivileges = (user: string): readonly string[] => [
  `GRANT ROLE ${ROLES.analyst} TO ${quoted(user)}`,
];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
