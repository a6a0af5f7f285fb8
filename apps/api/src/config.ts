import {
  bucketNameSchema,
  type Environment,
  listSchema,
  logLevelSchema,
  parseEnvironment,
  type Settings,
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
