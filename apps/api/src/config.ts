import {
  type Environment,
  type LogLevel,
  logLevelSchema,
  parseEnvironment,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import { z } from 'zod';

/** What the environment says, parsed. */
export interface Config {
  readonly logLevel: LogLevel;
  readonly databaseUrl: string;
  readonly originalsBucket: string;
  readonly thumbnailsBucket: string;
  /** As in the tokens' `iss`. */
  readonly oidcIssuer: string;
  /** What tokens are for: `aud`, or the `client_id` of Cognito's access tokens. */
  readonly oidcAudience: string;
  /** The page's origin: scheme, host and port, without a slash at the end. */
  readonly pageOrigin: string;
  readonly workgroupName: string;
  readonly warehouseDatabase: string;
  /** Without it the function's IAM identity connects. */
  readonly warehouseSecretArn: string | undefined;
  /** Of an upload; `DEFAULT_LIMITS` where it is not set. */
  readonly maxBytes?: number;
}

const bucketName = z.string().regex(/^[a-z0-9.-]{3,63}$/, { error: 'the name of a bucket' });

/** The variables that the function reads. */
export const environmentSchema = z.object({
  LOG_LEVEL: logLevelSchema,
  DATABASE_URL: z.string().min(1),
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }),
  OIDC_AUDIENCE: z.string().min(1),
  PAGE_ORIGIN: z
    .string()
    .refine((text) => URL.canParse(text) && new URL(text).origin === text, { error: 'an origin' }),
  REDSHIFT_WORKGROUP: z.string().min(3).max(64),
  REDSHIFT_DATABASE: z.string().min(1).max(64),
  REDSHIFT_SECRET_ARN: z.string().startsWith('arn:').optional(),
  MAX_BYTES: z.coerce.number().int().min(1).default(DEFAULT_LIMITS.maxBytes),
});

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  const parsed = parseEnvironment(environmentSchema, environment);
  return {
    logLevel: parsed.LOG_LEVEL,
    databaseUrl: parsed.DATABASE_URL,
    originalsBucket: parsed.ORIGINALS_BUCKET,
    thumbnailsBucket: parsed.THUMBNAILS_BUCKET,
    oidcIssuer: parsed.OIDC_ISSUER,
    oidcAudience: parsed.OIDC_AUDIENCE,
    pageOrigin: parsed.PAGE_ORIGIN,
    workgroupName: parsed.REDSHIFT_WORKGROUP,
    warehouseDatabase: parsed.REDSHIFT_DATABASE,
    warehouseSecretArn: parsed.REDSHIFT_SECRET_ARN,
    maxBytes: parsed.MAX_BYTES,
  };
}
