import { SqsServiceError } from './errors.ts';
import type { FifoSettings } from './fifo.ts';
import { FIFO_SUFFIX } from './queue-address.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';

/** Ranges and defaults of SetQueueAttributes in the SQS API Reference. */
const NUMERIC_ATTRIBUTES = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
} as const;

type NumericAttribute = keyof typeof NUMERIC_ATTRIBUTES;

/** Stored and returned without effect: nothing is encrypted, and no policy is enforced. */
const INERT_ATTRIBUTES = [
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
] as const;

/** The values that the attributes of FIFO queues may have, the default first. */
const FIFO_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['false', 'true'],
  DeduplicationScope: ['queue', 'messageGroup'],
  // Stored and returned without effect: throughput is not limited.
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** Settable attributes by SQS's names, with text values. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface QueueSettings {
  readonly delayMs: number;
  readonly maximumMessageByteCount: number;
  readonly retentionMs: number;
  readonly receiveWaitMs: number;
  readonly visibilityTimeoutMs: number;
  readonly redrivePolicy: RedrivePolicy | undefined;
  /** Undefined for a standard queue. */
  readonly fifo: FifoSettings | undefined;
}

function isOneOf<T extends string>(values: readonly T[], value: string): value is T {
  return (values as readonly string[]).includes(value);
}

function isNumeric(name: string): name is NumericAttribute {
  return Object.hasOwn(NUMERIC_ATTRIBUTES, name);
}

function checkNumber(name: NumericAttribute, value: string): void {
  const { min, max } = NUMERIC_ATTRIBUTES[name];
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new SqsServiceError(
      'InvalidAttributeValue',
      `Expected an integer from ${min} to ${max} for ${name} but received '${value}'.`,
    );
  }
}

function checkFifoValue(name: string, value: string): void {
  const values = FIFO_ATTRIBUTES[name] ?? [];
  if (values.includes(value)) return;
  throw new SqsServiceError(
    'InvalidAttributeValue',
    `Expected ${values.join(' or ')} for ${name} but received '${value}'.`,
  );
}

function checkAttribute(name: string, value: unknown): void {
  if (typeof value !== 'string') {
    throw new SqsServiceError(
      'InvalidAttributeValue',
      `Expected text for ${name} but received ${JSON.stringify(value)}.`,
    );
  }
  if (isNumeric(name)) return checkNumber(name, value);
  if (Object.hasOwn(FIFO_ATTRIBUTES, name)) return checkFifoValue(name, value);
  if (name === 'RedrivePolicy') return void parseRedrivePolicy(value);
  if (!isOneOf(INERT_ATTRIBUTES, name)) {
    throw new SqsServiceError('InvalidAttributeName', `Unknown Attribute ${name}.`);
  }
}

/**
 * Validates attributes to set. @throws SqsServiceError InvalidAttributeName, InvalidAttributeValue
 */
export function parseQueueAttributes(input: Readonly<Record<string, unknown>>): QueueAttributes {
  for (const [name, value] of Object.entries(input)) checkAttribute(name, value);
  return input as QueueAttributes;
}

/**
 * Checks the FIFO attributes of a queue: a queue cannot become a FIFO queue after its creation.
 * @throws SqsServiceError InvalidParameterValue, InvalidAttributeName, InvalidAttributeValue
 */
export function checkFifo(
  name: string,
  attributes: QueueAttributes,
  before: QueueAttributes = attributes,
): void {
  const isFifo = attributes.FifoQueue === 'true';
  if (isFifo !== name.endsWith(FIFO_SUFFIX) || isFifo !== (before.FifoQueue === 'true')) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Expected FifoQueue=true at creation exactly for queues whose name ends in ${FIFO_SUFFIX} but received '${name}'.`,
    );
  }
  const fifoAttribute = Object.keys(attributes).find((key) => Object.hasOwn(FIFO_ATTRIBUTES, key));
  if (!isFifo && fifoAttribute !== undefined) {
    throw new SqsServiceError('InvalidAttributeName', `Unknown Attribute ${fifoAttribute}.`);
  }
  if (
    attributes.FifoThroughputLimit === 'perMessageGroupId' &&
    attributes.DeduplicationScope !== 'messageGroup'
  ) {
    throw new SqsServiceError(
      'InvalidAttributeValue',
      'Expected DeduplicationScope=messageGroup with FifoThroughputLimit=perMessageGroupId.',
    );
  }
}

/** Applies a change to attributes. An empty RedrivePolicy removes the policy. */
export function mergeQueueAttributes(
  before: QueueAttributes,
  change: QueueAttributes,
): QueueAttributes {
  return Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(
      ([name, value]) => name !== 'RedrivePolicy' || value !== '',
    ),
  );
}

function numberOf(attributes: QueueAttributes, name: NumericAttribute): number {
  return Number(attributes[name] ?? NUMERIC_ATTRIBUTES[name].default);
}

/** Parses attributes to settings, with SQS's defaults. Durations are milliseconds. */
export function queueSettings(attributes: QueueAttributes): QueueSettings {
  return {
    delayMs: numberOf(attributes, 'DelaySeconds') * 1000,
    maximumMessageByteCount: numberOf(attributes, 'MaximumMessageSize'),
    retentionMs: numberOf(attributes, 'MessageRetentionPeriod') * 1000,
    receiveWaitMs: numberOf(attributes, 'ReceiveMessageWaitTimeSeconds') * 1000,
    visibilityTimeoutMs: numberOf(attributes, 'VisibilityTimeout') * 1000,
    redrivePolicy: parseRedrivePolicy(attributes.RedrivePolicy ?? ''),
    fifo:
      attributes.FifoQueue === 'true'
        ? {
            hasContentBasedDeduplication: attributes.ContentBasedDeduplication === 'true',
            deduplicationScope:
              attributes.DeduplicationScope === 'messageGroup' ? 'messageGroup' : 'queue',
          }
        : undefined,
  };
}

/** All settable attributes with their defaults, as GetQueueAttributes returns them. */
export function withDefaultAttributes(attributes: QueueAttributes): QueueAttributes {
  return {
    ...Object.fromEntries(
      Object.entries(NUMERIC_ATTRIBUTES).map(([name, range]) => [name, String(range.default)]),
    ),
    ...(attributes.FifoQueue === 'true' &&
      Object.fromEntries(
        Object.entries(FIFO_ATTRIBUTES).map(([name, [first = '']]) => [name, first]),
      )),
    ...attributes,
  };
}
