import {
  arn,
  bucketName,
  type Environment,
  listOf,
  logLevel,
  oneOf,
  parseEnvironment,
  type Settings,
  switchedOn,
  text,
  textThat,
  url,
  warehouseVariables,
  wholeNumber,
  withDefault,
} from '@miniatura/config';
import { DEFAULT_LIMITS } from '@miniatura/resize/limits';
import { ALLOWED_MEDIA_TYPES } from '@miniatura/resize/media-type';

const origin = textThat(
  (address) => URL.canParse(address) && new URL(address).origin === address,
  'an origin',
);

/** The variables that the function reads. */
const variables = {
  LOG_LEVEL: logLevel,
  DATABASE_URL: text,
  ORIGINALS_BUCKET: bucketName,
  THUMBNAILS_BUCKET: bucketName,
  /** The issuer, as in the `iss` claim of tokens. */
  OIDC_ISSUER: url,
  /** The audience of tokens: `aud`, or the `client_id` of Cognito's access tokens. */
  OIDC_AUDIENCE: text,
  /** Origin of the page: scheme, host and port, without a slash at the end. */
  PAGE_ORIGIN: origin,
  /** Public URL of this API: scheme and host, without a slash at the end. */
  API_URL: origin,
  ...warehouseVariables,
  /** Size limit of an upload in bytes. */
  MAX_BYTES: withDefault(wholeNumber(1), DEFAULT_LIMITS.maxBytes),
  /** Separated by commas: types that direct uploads reject and that rendering does not decode. */
  EXCLUDED_TYPES: listOf(oneOf(ALLOWED_MEDIA_TYPES)),
  /** Whether other functions send the webhooks that admins create; otherwise there are no routes for them. */
  SENDS_WEBHOOKS: switchedOn,
};

export type Config = Settings<typeof variables>;

/** @throws ConfigError that lists all faults, by variable */
export function loadConfig(environment: Environment = process.env): Config {
  return parseEnvironment(variables, environment);
}

/** The variables that the function that renders images reads. */
const renderVariables = {
  LOG_LEVEL: variables.LOG_LEVEL,
  DATABASE_URL: variables.DATABASE_URL,
  ORIGINALS_BUCKET: variables.ORIGINALS_BUCKET,
  THUMBNAILS_BUCKET: variables.THUMBNAILS_BUCKET,
  PAGE_ORIGIN: variables.PAGE_ORIGIN,
  MAX_BYTES: variables.MAX_BYTES,
  EXCLUDED_TYPES: variables.EXCLUDED_TYPES,
};

export type RenderConfig = Settings<typeof renderVariables>;

/** @throws ConfigError that lists all faults, by variable */
export function loadRenderConfig(environment: Environment = process.env): RenderConfig {
  return parseEnvironment(renderVariables, environment);
}

/** The variables that the function that claims deliveries of webhooks reads. */
const deliveriesVariables = { DATABASE_URL: variables.DATABASE_URL };

export type DeliveriesConfig = Settings<typeof deliveriesVariables>;

/** @throws ConfigError that lists all faults, by variable */
export function loadDeliveriesConfig(environment: Environment = process.env): DeliveriesConfig {
  return parseEnvironment(deliveriesVariables, environment);
}

/** The variables that the function that sends webhooks reads. */
const senderVariables = {
  LOG_LEVEL: logLevel,
  /** ARN of the function that claims deliveries, with its alias. */
  DELIVERIES_FUNCTION: arn,
};

export type SenderConfig = Settings<typeof senderVariables>;

/** @throws ConfigError that lists all faults, by variable */
export function loadSenderConfig(environment: Environment = process.env): SenderConfig {
  return parseEnvironment(senderVariables, environment);
}
