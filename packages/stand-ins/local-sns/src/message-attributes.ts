import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import { SnsServiceError } from './errors.ts';

/** A message attribute as it is published: `BinaryValue` is base64. */
export interface MessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

const DATA_TYPES = ['String', 'String.Array', 'Number', 'Binary'];
const NAME_PATTERN = /^(?!aws\.|amazon\.)(?!\.)(?!.*\.\.)[\w.-]{1,256}(?<!\.)$/i;

function invalid(name: string, expected: string): SnsServiceError {
  return new SnsServiceError(
    'ParameterValueInvalid',
    `Expected ${expected} for the message attribute '${name}'.`,
  );
}

function parseAttribute(name: string, value: unknown): MessageAttribute {
  if (!NAME_PATTERN.test(name)) throw invalid(name, "a name of letters, digits, '_', '-', '.'");
  const { DataType, StringValue, BinaryValue } = isJsonObject(value) ? value : {};
  if (!DATA_TYPES.includes(DataType as string)) {
    throw invalid(name, `a DataType that is one of ${DATA_TYPES.join(', ')}`);
  }
  const field = DataType === 'Binary' ? BinaryValue : StringValue;
  if (typeof field !== 'string' || field === '') throw invalid(name, 'a non-empty value');
  if (DataType === 'Number' && !Number.isFinite(Number(field))) throw invalid(name, 'a number');
  return {
    DataType: DataType as string,
    ...(DataType === 'Binary' ? { BinaryValue: field } : { StringValue: field }),
  };
}

/** Validates the `MessageAttributes` of a message. @throws SnsServiceError ParameterValueInvalid */
export function parseMessageAttributes(attributes: JsonObject): MessageAttributes {
  return Object.fromEntries(
    Object.entries(attributes).map(([name, value]) => [name, parseAttribute(name, value)]),
  );
}

/** The size that attributes add to a message in bytes: names, types and values. */
export function messageAttributesByteCount(attributes: MessageAttributes): number {
  return Object.entries(attributes)
    .map(
      ([name, { DataType, StringValue = '', BinaryValue = '' }]) =>
        Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    )
    .reduce((sum, byteCount) => sum + byteCount, 0);
}
