import { SqsServiceError } from './errors.ts';
import type { FifoSettings } from './fifo.ts';
import { FIFO_SUFFIX } from './queue-address.ts';
import { parseRedrivePolicy, type RedrivePolicy } from './redrive-policy.ts';

/** Ranges and defaults as the SetQueueAttributes page of the SQS API Reference gives them. */
const NUMERIC_ATTRIBUTES = {
  DelaySeconds: { min: 0, max: 900, default: 0 },
  MaximumMessageSize: { min: 1024, max: 1_048_576, default: 1_048_576 },
  MessageRetentionPeriod: { min: 60, max: 1_209_600, default: 345_600 },
  ReceiveMessageWaitTimeSeconds: { min: 0, max: 20, default: 0 },
  VisibilityTimeout: { min: 0, max: 43_200, default: 30 },
} as const;

type NumericAttribute = keyof typeof NUMERIC_ATTRIBUTES;

/** Kept and given back, with no effect: nothing is encrypted and no policy is enforced here. */
const INERT_ATTRIBUTES = [
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'Policy',
  'RedriveAllowPolicy',
  'SqsManagedSseEnabled',
] as const;

/** The values that FIFO queues' attributes may have, the default first. */
const FIFO_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  FifoQueue: ['true'],
  ContentBasedDeduplication: ['false', 'true'],
  DeduplicationScope: ['queue', 'messageGroup'],
  // No limit holds here: it is kept and given back.
  FifoThroughputLimit: ['perQueue', 'perMessageGroupId'],
};

/** Attributes a caller may set, by SQS's names, as SQS carries them: text. */
export type QueueAttributes = Readonly<Record<string, string>>;

export interface QueueSettings {
  readonly delayMs: number;
  readonly maximumMessageByteCount: number;
  readonly retentionMs: number;
  readonly receiveWaitMs: number;
  readonly visibilityTimeoutMs: number;
  readonly redrivePolicy: RedrivePolicy | undefined;
  /** Undefined in a standard queue. */
  readonly fifo: FifoSettings | undefined;
}

const isOneOf = <T extends string>(values: readonly T[], value: string): value is T =>
  (values as readonly string[]).includes(value);

const isNumeric = (name: string): name is NumericAttribute =>
  Object.hasOwn(NUMERIC_ATTRIBUTES, name);

const checkNumber = (name: NumericAttribute, value: string): void => {
  const { min, max } = NUMERIC_ATTRIBUTES[name];
  const number = Number(value);
  if (!/^\d+$/.test(value) || number < min || number > max) {
    throw new SqsServiceError(
      'InvalidAttributeValue',
      `Expected an integer from ${min} to ${max} for ${name} but received '${value}'.`,
    );
  }
};

const checkFifoValue = (name: string, value: string): void => {
  const values = FIFO_ATTRIBUTES[name] ?? [];
  if (values.includes(value)) return;
  throw new SqsServiceError(
    'InvalidAttributeValue',
    `Expected ${values.join(' or ')} for ${name} but received '${value}'.`,
  );
};

const checkAttribute = (name: string, value: unknown): void => {
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
};

/** Checks attributes that a caller wants to set. */
export const parseQueueAttributes = (input: Readonly<Record<string, unknown>>): QueueAttributes => {
  for (const [name, value] of Object.entries(input)) checkAttribute(name, value);
  return input as QueueAttributes;
};

/**
 * FIFO queues are made as such, and have attributes of their own.
 * @throws SqsServiceError InvalidParameterValue, InvalidAttributeName, InvalidAttributeValue
 */
export const checkFifo = (
  name: string,
  attributes: QueueAttributes,
  before: QueueAttributes = attributes,
): void => {
  const isFifo = attributes.FifoQueue === 'true';
  if (isFifo !== name.endsWith(FIFO_SUFFIX) || isFifo !== (before.FifoQueue === 'true')) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `Expected FifoQueue=true, from its creation on, for a queue whose name ends in ${FIFO_SUFFIX}, and for no other, but received '${name}'.`,
    );
  }
  const foreign = Object.keys(attributes).find((key) => Object.hasOwn(FIFO_ATTRIBUTES, key));
  if (!isFifo && foreign !== undefined) {
    throw new SqsServiceError('InvalidAttributeName', `Unknown Attribute ${foreign}.`);
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
};

/** Attributes after a change; an empty RedrivePolicy takes the policy away. */
export const mergeQueueAttributes = (
  before: QueueAttributes,
  change: QueueAttributes,
): QueueAttributes =>
  Object.fromEntries(
    Object.entries({ ...before, ...change }).filter(
      ([name, value]) => name !== 'RedrivePolicy' || value !== '',
    ),
  );

const numberOf = (attributes: QueueAttributes, name: NumericAttribute): number =>
  Number(attributes[name] ?? NUMERIC_ATTRIBUTES[name].default);

/** What the attributes come to, with SQS's defaults, in this code's units. */
export const queueSettings = (attributes: QueueAttributes): QueueSettings => ({
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
});

/** All settable attributes with the defaults filled in, as GetQueueAttributes shows them. */
export const withDefaultAttributes = (attributes: QueueAttributes): QueueAttributes => ({
  ...Object.fromEntries(
    Object.entries(NUMERIC_ATTRIBUTES).map(([name, range]) => [name, String(range.default)]),
  ),
  ...(attributes.FifoQueue === 'true' &&
    Object.fromEntries(
      Object.entries(FIFO_ATTRIBUTES).map(([name, [first = '']]) => [name, first]),
    )),
  ...attributes,
});
