import type { z } from 'zod';
import { InvalidRecordError } from './errors.ts';

type Issue = z.core.$ZodRawIssue;

/** Parses an input with a schema. @throws InvalidRecordError with what was expected and received */
export function parseOrReject<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
  whole: string,
): z.output<Schema> {
  const result = schema.safeParse(input, { error: expectationOf });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const field = path.length === 0 ? whole : path.join('.');
  throw new InvalidRecordError(field, issue?.message ?? whole, shown(valueAt(input, path)));
}

/** Describes Zod's issues as "Expected X". A schema's own `error` text takes precedence. */
function expectationOf(issue: Issue): string | undefined {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `type ${issue.expected}`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    case 'too_big':
      return `at most ${issue.maximum}${unitOf(issue.origin)}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    default:
      return undefined;
  }
}

function unitOf(origin: string): string {
  return { string: ' characters', array: ' items' }[origin] ?? '';
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step],
    input,
  );
}

const MAX_SHOWN_CHARACTERS = 100;

function shown(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'function') return typeof value;
  const text = Number.isNaN(value) ? 'NaN' : (JSON.stringify(value) ?? String(value));
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
