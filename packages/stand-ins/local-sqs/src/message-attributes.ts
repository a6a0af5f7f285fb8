import { SqsServiceError } from './errors.ts';

/** A message attribute in SQS's JSON protocol: `BinaryValue` is base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** SQS allows at most 10 attributes for a message. */
const MAX_ATTRIBUTE_COUNT = 10;
const NAME_PATTERN = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;
const TYPE_PATTERN = /^(String|Number|Binary)(\..+)?$/;

function invalid(message: string): SqsServiceError {
  return new SqsServiceError('InvalidParameterValue', message);
}

function checkValue(name: string, attribute: MessageAttribute): void {
  const { DataType, StringValue, BinaryValue } = attribute;
  const field = DataType.startsWith('Binary') ? 'BinaryValue' : 'StringValue';
  const value = field === 'BinaryValue' ? BinaryValue : StringValue;
  if (typeof value !== 'string' || value === '') {
    throw invalid(`Expected a non-empty ${field} for the message attribute '${name}'.`);
  }
  if (DataType.startsWith('Number') && !Number.isFinite(Number(value))) {
    throw invalid(`Expected a number for the message attribute '${name}' but received '${value}'.`);
  }
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME_PATTERN.test(name)) {
    throw invalid(
      `Expected a message attribute's name of 1 to 256 letters, digits, '_', '-', '.' but received '${name}'.`,
    );
  }
  const attribute = value as MessageAttribute | null;
  if (typeof attribute?.DataType !== 'string' || !TYPE_PATTERN.test(attribute.DataType)) {
    throw invalid(
      `Expected String, Number or Binary for the DataType of message attribute '${name}'.`,
    );
  }
  checkValue(name, attribute);
  return attribute;
}

/** Validates the `MessageAttributes` of a message to send. */
export function parseMessageAttributes(
  input: Readonly<Record<string, unknown>>,
): MessageAttributes {
  const entries = Object.entries(input);
  if (entries.length > MAX_ATTRIBUTE_COUNT) {
    throw invalid(
      `Expected at most ${MAX_ATTRIBUTE_COUNT} message attributes but received ${entries.length}.`,
    );
  }
  return Object.fromEntries(entries.map(([name, value]) => [name, parseAttribute(name, value)]));
}

function matches(name: string, wanted: string): boolean {
  return (
    wanted === 'All' ||
    wanted === '.*' ||
    wanted === name ||
    (wanted.endsWith('.*') && name.startsWith(wanted.slice(0, -2)))
  );
}

/** Selects attributes by the names of a receive request: a name, `prefix.*` or `All`. */
export function selectMessageAttributes(
  attributes: MessageAttributes,
  wantedNames: readonly string[],
): MessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).filter(([name]) =>
      wantedNames.some((wanted) => matches(name, wanted)),
    ),
  );
}

/** The size that attributes add to a message in bytes: names, types and values. */
export function messageAttributesByteCount(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .map(
      ([name, { DataType, StringValue, BinaryValue }]) =>
        Buffer.byteLength(name) +
        Buffer.byteLength(DataType) +
        (BinaryValue === undefined
          ? Buffer.byteLength(StringValue ?? '')
          : Buffer.byteLength(BinaryValue, 'base64')),
    )
    .reduce((sum, byteCount) => sum + byteCount, 0);
}
