import { type Environment, parseEnvironment, type Settings } from '@miniatura/config';
import * as z from 'zod';

/** The environment of the step that creates the database users. */
export const createDatabaseUsersEnvironment = z.object({
  CLUSTER_ARN: z.string().startsWith('arn:'),
  SECRET_ARN: z.string().startsWith('arn:'),
  DATABASE_NAME: z.string().regex(/^\w{1,64}$/),
});

/** The environment of the step that migrates the metadata's tables. */
export const migrateMetadataEnvironment = z.object({
  DATABASE_URL: z.string().min(1),
});

/** The environment of the step that migrates the warehouse. */
export const migrateWarehouseEnvironment = z.object({
  REDSHIFT_WORKGROUP: z.string().min(3).max(64),
  REDSHIFT_DATABASE: z.string().min(1).max(64),
  /** The name of a secret, or its ARN; the Data API accepts both. */
  REDSHIFT_SECRET: z.string().min(1).max(2048),
  ETL_ROLE_NAME: z.string().min(1).max(64),
  AUDITOR_ROLE_NAME: z.string().min(1).max(64),
  ANALYST_ROLE_NAME: z.string().min(1).max(64),
  /** ARN of the secret with QuickSight's login; absent without a dashboard in QuickSight. */
  DASHBOARD_SECRET: z.string().startsWith('arn:').optional(),
});

/** @throws ConfigError that lists all faults, by variable */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  environment: Environment = process.env,
): Settings<Schema> {
  return parseEnvironment(schema, environment);
}
