import { readFileSync } from 'node:fs';
import {
  ConfigError,
  type Environment,
  oneOf,
  optional,
  parseEnvironment,
  switchedOn,
  textLike,
  textOf,
  withDefault,
} from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { type KafkaSource, SASL_MECHANISMS } from './kafka/kafka-source.ts';
import { type Endpoints, endpointsSchema } from './stack/endpoints.ts';
import { ENDPOINTS_VARIABLE } from './stack/supervise.ts';

/** The variables that commands read, with their descriptions for --help. */
export const ENVIRONMENT = {
  DATABASE_URL:
    'the metadata database: sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE;\n' +
    'by default metadata.sqlite in the data folder',
  MODERATION_POLICY: 'the moderation policy, as JSON or as the path of a JSON file',
  REPAIR_WAREHOUSE:
    'true to have the schedule repair a restored warehouse or database; false by default',
  KAFKA_BROKERS: 'HOST:PORT of Kafka brokers, separated by commas; none by default',
  KAFKA_TOPIC: 'topic to read images from; pictures by default',
  KAFKA_TLS: 'true to connect by TLS; false by default',
  KAFKA_CA_FILE:
    "PEM file of the authority that signs the brokers' certificates; public authorities by default",
  KAFKA_SASL_MECHANISM: `authentication mechanism, with TLS only: ${SASL_MECHANISMS.join(', ')}`,
  KAFKA_USERNAME: 'user name',
  KAFKA_PASSWORD: 'password',
  VISION_API_KEY: 'API key of the --vision-url endpoint, if it needs one',
} as const;
export type EnvironmentVariable = keyof typeof ENVIRONMENT;

const databaseVariables = {
  DATABASE_URL: optional(
    textLike(/^(sqlite|mysql):/, 'sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE'),
  ),
};

/**
 * Returns the database of the environment, or `fallback` when there is none.
 * @throws ConfigError
 */
export function databaseUrlOf(fallback: string, environment: Environment = process.env): string {
  return parseEnvironment(databaseVariables, environment).databaseUrl ?? fallback;
}

/** Whether the schedule repairs a restored warehouse or database; otherwise it only reports it. */
export function repairsWarehouse(environment: Environment = process.env): boolean {
  return parseEnvironment({ REPAIR_WAREHOUSE: switchedOn }, environment).repairWarehouse;
}

/** Text that may be empty. */
const anyText = textOf(0, Infinity);

/** Returns the API key of the vision endpoint, which is optional. */
export function visionApiKeyOf(environment: Environment = process.env): string | undefined {
  return parseEnvironment({ VISION_API_KEY: optional(anyText) }, environment).visionApiKey;
}

/** Whether the environment sets the database, so that it may be outside of the data folder. */
export function isDatabaseChosen(environment: Environment = process.env): boolean {
  return environment['DATABASE_URL'] !== undefined;
}

/**
 * Returns the moderation policy of the environment, as JSON or in a file, or the default policy.
 * @throws InvalidPolicyError
 */
export function moderationPolicyOf(environment: Environment = process.env): ModerationPolicy {
  const { moderationPolicy } = parseEnvironment(
    { MODERATION_POLICY: optional(anyText) },
    environment,
  );
  return loadModerationPolicy(moderationPolicy);
}

function readCertificates(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fault = `expected a file of certificates in PEM but received ${code} for ${path}`;
    throw new ConfigError([fault], { cause: error });
  }
}

const PLAIN_PASSWORD =
  'expected true with KAFKA_SASL_MECHANISM, so that no password crosses a network in plain text';

function kafkaVariables({ KAFKA_SASL_MECHANISM: mechanism }: Environment) {
  return {
    KAFKA_BROKERS: optional(
      textLike(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'HOST:PORT, or several by commas'),
    ),
    KAFKA_TOPIC: withDefault(textLike(/^[\w.-]{1,249}$/, "a topic's name"), 'pictures'),
    KAFKA_TLS(text: string | undefined) {
      const isOn = switchedOn(text);
      if (mechanism !== undefined && !isOn) throw new ConfigError([PLAIN_PASSWORD]);
      return isOn;
    },
    KAFKA_CA_FILE: readCertificates,
    KAFKA_SASL_MECHANISM: optional(oneOf(SASL_MECHANISMS)),
    KAFKA_USERNAME: withDefault(anyText, ''),
    KAFKA_PASSWORD: withDefault(anyText, ''),
  };
}

/**
 * Returns the Kafka topic of the environment, or undefined when it sets no brokers.
 * @throws ConfigError that lists all faults by variable
 */
export function kafkaSourceOf(environment: Environment = process.env): KafkaSource | undefined {
  const settings = parseEnvironment(kafkaVariables(environment), environment);
  if (settings.kafkaBrokers === undefined) return undefined;
  const mechanism = settings.kafkaSaslMechanism;
  const login = { username: settings.kafkaUsername, password: settings.kafkaPassword };
  const ca = settings.kafkaCaFile;
  return {
    brokers: settings.kafkaBrokers.split(','),
    topic: settings.kafkaTopic,
    tls: settings.kafkaTls ? { ...(ca !== undefined && { ca }) } : undefined,
    sasl: mechanism && { mechanism, ...login },
  };
}

/** Returns the endpoints before a restart by the supervisor; undefined at the first start. */
export function endpointsBeforeOf(environment: Environment = process.env): Endpoints | undefined {
  const text = parseEnvironment(
    { [ENDPOINTS_VARIABLE]: optional(anyText) },
    environment,
  ).miniaturaEndpoints;
  return text === undefined ? undefined : endpointsSchema.parse(JSON.parse(text));
}
