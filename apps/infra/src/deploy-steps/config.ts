import {
  arn,
  type Environment,
  optional,
  parseEnvironment,
  type Settings,
  text,
  textLike,
  textOf,
  type Variables,
} from '@miniatura/config';

/** The environment of the step that creates the database users. */
export const createDatabaseUsersEnvironment = {
  CLUSTER_ARN: arn,
  SECRET_ARN: arn,
  DATABASE_NAME: textLike(/^\w{1,64}$/, 'letters, digits and underscores, at most 64'),
};

/** The environment of the step that migrates the metadata's tables. */
export const migrateMetadataEnvironment = {
  DATABASE_URL: text,
};

/** The environment of the step that migrates the warehouse. */
export const migrateWarehouseEnvironment = {
  REDSHIFT_WORKGROUP: textOf(3, 64),
  REDSHIFT_DATABASE: textOf(1, 64),
  /** The name of a secret, or its ARN; the Data API accepts both. */
  REDSHIFT_SECRET: textOf(1, 2048),
  ETL_ROLE_NAME: textOf(1, 64),
  AUDITOR_ROLE_NAME: textOf(1, 64),
  ANALYST_ROLE_NAME: textOf(1, 64),
  /** ARN of the secret with QuickSight's login; absent without a dashboard in QuickSight. */
  DASHBOARD_SECRET: optional(arn),
};

/** @throws ConfigError that lists all faults, by variable */
export function readEnvironment<V extends Variables>(
  variables: V,
  environment: Environment = process.env,
): Settings<V> {
  return parseEnvironment(variables, environment);
}
