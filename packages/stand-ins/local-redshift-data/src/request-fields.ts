import type { JsonObject } from '@miniatura/local-service';
import { DataApiError } from './errors.ts';

function reject(name: string, expected: string, received: unknown): DataApiError {
  return new DataApiError(
    'ValidationException',
    `Expected ${expected} for ${name} but received ${JSON.stringify(received)}`,
  );
}

export function optionalText(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw reject(name, 'text', value);
  return value;
}

export function requiredText(fields: JsonObject, name: string): string {
  const value = optionalText(fields, name);
  if (value === undefined || value === '') throw reject(name, 'text', value ?? null);
  return value;
}

export function optionalInteger(
  fields: JsonObject,
  name: string,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): number | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (Number.isInteger(value) && Number(value) >= minimum && Number(value) <= maximum) {
    return Number(value);
  }
  throw reject(name, `an integer from ${minimum} to ${maximum}`, value);
}

export function optionalChoice<Choice extends string>(
  fields: JsonObject,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw reject(name, `one of ${choices.join(', ')}`, value);
  return found;
}

export function optionalList(fields: JsonObject, name: string): readonly unknown[] {
  const value = fields[name] ?? [];
  if (!Array.isArray(value)) throw reject(name, 'a list', value);
  return value;
}

/** Returns the wait time in milliseconds, at most 30 seconds; by default 0. */
export function waitTimeMs(fields: JsonObject): number {
  return (optionalInteger(fields, 'WaitTimeSeconds', { minimum: 0, maximum: 30 }) ?? 0) * 1000;
}

/** Encodes the start of a page as an opaque token. */
export function encodeToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString('base64url');
}

/** @throws DataApiError for an invalid token */
export function decodeToken(fields: JsonObject): number | undefined {
  const token = optionalText(fields, 'NextToken');
  if (token === undefined) return undefined;
  try {
    const { offset } = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      offset?: unknown;
    };
    if (Number.isInteger(offset)) return Number(offset);
  } catch (cause) {
    throw new DataApiError('ValidationException', 'Invalid NextToken', {}, { cause });
  }
  throw new DataApiError('ValidationException', 'Invalid NextToken');
}
