import { isJsonObject, type JsonObject } from '@miniatura/local-service';
import { invalidParameter } from './errors.ts';

/** Returns text, which may be empty, or undefined when the field is missing. */
export function optionalText(fields: JsonObject, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'string') return value;
  throw invalidParameter(name, 'expected text');
}

export function requiredText(fields: JsonObject, name: string): string {
  const value = optionalText(fields, name);
  if (value !== undefined && value !== '') return value;
  throw invalidParameter(name, 'no value for required parameter');
}

/** Returns a map of text; an empty one when the field is missing. */
export function optionalTextMap(
  fields: JsonObject,
  name: string,
): Readonly<Record<string, string>> {
  const value = fields[name] ?? {};
  if (isJsonObject(value) && Object.values(value).every((each) => typeof each === 'string')) {
    return value as Readonly<Record<string, string>>;
  }
  throw invalidParameter(name, 'expected a map of text');
}

/** Returns a list of structures; an empty one when the field is missing. */
export function optionalList(fields: JsonObject, name: string): readonly JsonObject[] {
  const value = fields[name] ?? [];
  if (Array.isArray(value) && value.every(isJsonObject)) return value;
  throw invalidParameter(name, 'expected a list of structures');
}

/** Returns the tags of a request. */
export function tagsIn(fields: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(
    optionalList(fields, 'Tags').map((tag) => [
      requiredText(tag, 'Key'),
      optionalText(tag, 'Value') ?? '',
    ]),
  );
}
