import { parseEnvironment, type Environment } from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { z } from 'zod';
import type { KafkaSource } from './consume-kafka.ts';

/** The variables that commands read, as their --help lists them. */
export const ENVIRONMENT = {
  DATABASE_URL:
    'the metadata database: sqlite:PATH or mysql://USER:PASSWORD@HOST:PORT/DATABASE;\n' +
    'by default metadata.sqlite in the data folder',
  MODERATION_POLICY: 'the moderation policy, as JSON or as the path of a JSON file',
  KAFKA_BROKERS: 'HOST:PORT of Kafka brokers, separated by commas; none by default',
  KAFKA_TOPIC: 'the topic that pictures come from; pictures by default',
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
 * The database that the environment names; `fallback` where it names none.
 * @throws ConfigError
 */
export function databaseUrlOf(fallback: string, environment: Environment = process.env): string {
  return parseEnvironment(environmentSchema, environment).DATABASE_URL ?? fallback;
}

const policySchema = z.object({ MODERATION_POLICY: z.string().optional() });

/** Whether the environment names the database, so that it need not lie in the data folder. */
export function isDatabaseChosen(environment: Environment = process.env): boolean {
  return environment['DATABASE_URL'] !== undefined;
}

/**
 * The moderation policy of the environment, as JSON or in a file; the default one where none is set.
 * @throws InvalidPolicyError
 */
export function moderationPolicyOf(environment: Environment = process.env): ModerationPolicy {
  return loadModerationPolicy(parseEnvironment(policySchema, environment).MODERATION_POLICY);
}

const kafkaSchema = z.object({
  KAFKA_BROKERS: z
    .string()
    .regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, { error: 'expected HOST:PORT, or several by commas' })
    .optional(),
  KAFKA_TOPIC: z
    .string()
    .regex(/^[\w.-]{1,249}$/, { error: "expected a topic's name" })
    .default('pictures'),
});

/**
 * The Kafka topic that the environment names; undefined where it names no brokers.
 * @throws ConfigError
 */
export function kafkaSourceOf(environment: Environment = process.env): KafkaSource | undefined {
  const { KAFKA_BROKERS, KAFKA_TOPIC } = parseEnvironment(kafkaSchema, environment);
  if (KAFKA_BROKERS === undefined) return undefined;
  return { brokers: KAFKA_BROKERS.split(','), topic: KAFKA_TOPIC };
}
