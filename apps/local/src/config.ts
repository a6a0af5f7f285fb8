import { readFileSync } from 'node:fs';
import { type Environment, parseEnvironment, switchSchema } from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import * as z from 'zod';
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

const environmentSchema = z.object({
  DATABASE_URL: z
    .string()
    .regex(/^(sqlite|mysql):/, {
      error: 'expected sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE',
    })
    .optional(),
});

/**
 * Returns the database of the environment, or `fallback` when there is none.
 * @throws ConfigError
 */
export function databaseUrlOf(fallback: string, environment: Environment = process.env): string {
  return parseEnvironment(environmentSchema, environment).databaseUrl ?? fallback;
}

const repairSchema = z.object({ REPAIR_WAREHOUSE: switchSchema });

/** Whether the schedule repairs a restored warehouse or database; otherwise it only reports it. */
export function repairsWarehouse(environment: Environment = process.env): boolean {
  return parseEnvironment(repairSchema, environment).repairWarehouse;
}

const visionSchema = z.object({ VISION_API_KEY: z.string().optional() });

/** Returns the API key of the vision endpoint, which is optional. */
export function visionApiKeyOf(environment: Environment = process.env): string | undefined {
  return parseEnvironment(visionSchema, environment).visionApiKey;
}

const policySchema = z.object({ MODERATION_POLICY: z.string().optional() });

/** Whether the environment sets the database, so that it may be outside of the data folder. */
export function isDatabaseChosen(environment: Environment = process.env): boolean {
  return environment['DATABASE_URL'] !== undefined;
}

/**
 * Returns the moderation policy of the environment, as JSON or in a file, or the default policy.
 * @throws InvalidPolicyError
 */
export function moderationPolicyOf(environment: Environment = process.env): ModerationPolicy {
  return loadModerationPolicy(parseEnvironment(policySchema, environment).moderationPolicy);
}

function readCertificates(path: string, context: z.RefinementCtx): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    context.addIssue(`expected a file of certificates in PEM but received ${code} for ${path}`);
    return z.NEVER;
  }
}

const kafkaSchema = z
  .object({
    KAFKA_BROKERS: z
      .string()
      .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, {
        error: 'expected HOST:PORT, or several by commas',
      })
      .optional(),
    KAFKA_TOPIC: z
      .string()
      .regex(/^[\w.-]{1,249}$/, { error: "expected a topic's name" })
      .default('pictures'),
    KAFKA_TLS: switchSchema,
    KAFKA_CA_FILE: z.string().transform(readCertificates).optional(),
    KAFKA_SASL_MECHANISM: z.enum(SASL_MECHANISMS).optional(),
    KAFKA_USERNAME: z.string().default(''),
    KAFKA_PASSWORD: z.string().default(''),
  })
  .refine(({ KAFKA_SASL_MECHANISM, KAFKA_TLS }) => !KAFKA_SASL_MECHANISM || KAFKA_TLS, {
    path: ['KAFKA_TLS'],
    error:
      'expected true with KAFKA_SASL_MECHANISM, so that no password crosses a network in plain text',
  });

/**
 * Returns the Kafka topic of the environment, or undefined when it sets no brokers.
 * @throws ConfigError
 */
export function kafkaSourceOf(environment: Environment = process.env): KafkaSource | undefined {
  const settings = parseEnvironment(kafkaSchema, environment);
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

const restartSchema = z.object({ [ENDPOINTS_VARIABLE]: z.string().optional() });

/** Returns the endpoints before a restart by the supervisor; undefined at the first start. */
export function endpointsBeforeOf(environment: Environment = process.env): Endpoints | undefined {
  const text = parseEnvironment(restartSchema, environment).miniaturaEndpoints;
  return text === undefined ? undefined : endpointsSchema.parse(JSON.parse(text));
}
