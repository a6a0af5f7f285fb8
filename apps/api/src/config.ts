import {
  bucketNameSchema,
  type Environment,
  listSchema,
  logLevelSchema,
  parseEnvironment,
  type Settings,
  switchSchema,
  warehouseVariables,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import { ALLOWED_MEDIA_TYPES } from '@miniatura/resize/media-type';
import * as z from 'zod';

const originSchema = z
  .string()
  .refine((text) => URL.canParse(text) && new URL(text).origin === text, {
    error: 'expected an origin',
  });

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  ORIGINALS_BUCKET: bucketNameSchema,
  THUMBNAILS_BUCKET: bucketNameSchema,
  /** The issuer, as in the `iss` claim of tokens. */
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }),
  /** The audience of tokens: `aud`, or the `client_id` of Cognito's access tokens. */
  OIDC_AUDIENCE: z.string().min(1),
  /** Origin of the page: scheme, host and port, without a slash at the end. */
  PAGE_ORIGIN: originSchema,
  /** Public URL of this API: scheme and host, without a slash at the end. */
  API_URL: originSchema,
  ...warehouseVariables,
  /** Size limit of an upload in bytes. */
  MAX_BYTES: z.coerce.number().int().min(1).default(DEFAULT_LIMITS.maxBytes),
  /** Separated by commas: types that direct uploads reject and that rendering does not decode. */
  EXCLUDED_TYPES: listSchema(z.enum(ALLOWED_MEDIA_TYPES)),
  /** Whether other functions send the webhooks that admins create; otherwise there are no routes for them. */
  SENDS_WEBHOOKS: switchSchema,
});

export type Config = Settings<typeof environmentSchema>;

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(environmentSchema, environment);
}

/** The variables that the function that renders images reads. */
export const renderEnvironmentSchema = environmentSchema.pick({
  LOG_LEVEL: true,
  DATABASE_URL: true,
  ORIGINALS_BUCKET: true,
  THUMBNAILS_BUCKET: true,
  PAGE_ORIGIN: true,
  MAX_BYTES: true,
  EXCLUDED_TYPES: true,
});

export type RenderConfig = Settings<typeof renderEnvironmentSchema>;

/** @throws ConfigError that lists all faults, by variable */
export function loadRenderConfig(environment: Environment = process.env): RenderConfig {
  return parseEnvironment(renderEnvironmentSchema, environment);
}

/** The variables that the function that claims deliveries of webhooks reads. */
export const deliveriesEnvironmentSchema = environmentSchema.pick({ DATABASE_URL: true });

export type DeliveriesConfig = Settings<typeof deliveriesEnvironmentSchema>;

/** @throws ConfigError that lists all faults, by variable */
export function loadDeliveriesConfig(environment: Environment = process.env): DeliveriesConfig {
  return parseEnvironment(deliveriesEnvironmentSchema, environment);
}

/** The variables that the function that sends webhooks reads. */
export const senderEnvironmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  /** ARN of the function that claims deliveries, with its alias. */
  DELIVERIES_FUNCTION: z.string().startsWith('arn:'),
});

export type SenderConfig = Settings<typeof senderEnvironmentSchema>;

/** @throws ConfigError that lists all faults, by variable */
export function loadSenderConfig(environment: Environment = process.env): SenderConfig {
  return parseEnvironment(senderEnvironmentSchema, environment);
}
