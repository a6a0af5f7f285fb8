import type { JsonObject } from '@miniatura/local-service';
import { SqsServiceError } from './errors.ts';

function mistyped(name: string, expected: string, value: unknown): SqsServiceError {
  return new SqsServiceError(
    'SerializationException',
    `Expected ${expected} for ${name} but received ${JSON.stringify(value)}.`,
  );
}

export function optionalText(fields: JsonObject, name: string): string | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined || typeof value === 'string') return value;
  throw mistyped(name, 'text', value);
}

export function requiredText(fields: JsonObject, name: string): string {
  const value = optionalText(fields, name);
  if (value !== undefined && value !== '') return value;
  throw new SqsServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function optionalInteger(
  fields: JsonObject,
  name: string,
  range: { readonly min: number; readonly max: number },
): number | undefined {
  const value = fields[name] ?? undefined;
  if (value === undefined) return undefined;
  if (!Number.isInteger(value)) throw mistyped(name, 'an integer', value);
  const number = value as number;
  if (number >= range.min && number <= range.max) return number;
  throw new SqsServiceError(
    'InvalidParameterValue',
    `Value ${number} for parameter ${name} is invalid. Reason: expected ${range.min} to ${range.max}.`,
  );
}

export function requiredInteger(
  fields: JsonObject,
  name: string,
  range: { readonly min: number; readonly max: number },
): number {
  const value = optionalInteger(fields, name, range);
  if (value !== undefined) return value;
  throw new SqsServiceError('MissingParameter', `The request must contain the parameter ${name}.`);
}

export function optionalTextList(fields: JsonObject, name: string): readonly string[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw mistyped(name, 'a list of text', value);
}

/** Returns a JSON object; an empty one when the field is missing. */
export function optionalMap(fields: JsonObject, name: string): JsonObject {
  const value = fields[name] ?? {};
  if (typeof value === 'object' && !Array.isArray(value)) return value as JsonObject;
  throw mistyped(name, 'an object', value);
}

/** Returns a JSON object whose values are text. */
export function optionalTextMap(
  fields: JsonObject,
  name: string,
): Readonly<Record<string, string>> {
  const map = optionalMap(fields, name);
  if (Object.values(map).every((value) => typeof value === 'string')) {
    return map as Readonly<Record<string, string>>;
  }
  throw mistyped(name, 'an object of text', map);
}
