import { parseEnvironment, type Environment } from '@miniatura/config';
import { loadModerationPolicy, type ModerationPolicy } from '@miniatura/moderation';
import { z } from 'zod';
import type { KafkaSource } from './consume-kafka.ts';
import { endpointsSchema, type Endpoints } from './endpoints.ts';
import { ENDPOINTS_VARIABLE } from './supervise.ts';

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

const restartSchema = z.object({ [ENDPOINTS_VARIABLE]: z.string().optional() });

/** Where the stack listened before its supervisor started it again; undefined at the first start. */
export function endpointsBeforeOf(environment: Environment = process.env): Endpoints | undefined {
  const text = parseEnvironment(restartSchema, environment)[ENDPOINTS_VARIABLE];
  return text === undefined ? undefined : endpointsSchema.parse(JSON.parse(text));
}
