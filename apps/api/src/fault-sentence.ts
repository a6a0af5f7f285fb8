import type { z } from 'zod';

type Issue = z.core.$ZodIssue;

/** Longer values are cut in a sentence. */
const MAX_SHOWN_CHARACTERS = 60;

/**
 * Describes what is wrong with a part of a request, without the wording of the schema library.
 * @param received the value of the part as it was sent
 * @example faultSentence(issue, 'many') // 'Expected a number but received "many"'
 */
export function faultSentence(issue: Issue, received: unknown): string {
  // The schemas' own messages are sentences of this form.
  if (issue.message.startsWith('Expected ')) return issue.message;
  return `Expected ${expectationOf(issue)} but received ${describe(received)}`;
}

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return NAMES[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${limited(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${UNITS[issue.origin] ?? ''}`.trim();
    case 'too_big':
      return `${limited(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${UNITS[issue.origin] ?? ''}`.trim();
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'text of the documented format';
    case 'unrecognized_keys':
      return `no properties named ${issue.keys.join(', ')}`;
    default:
      return 'a value of the documented form';
  }
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
};

/** What is counted in the values that have a length. */
const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' items' };

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-11-21',
  datetime: 'a time such as 2026-11-21T10:00:00.000Z',
  url: 'a URL',
};

function limited(origin: string): string {
  return origin in UNITS ? '' : 'a number of';
}

/** Describes a value that was sent; lists and objects without their content. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${value.length} items`;
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
