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
  // The schemas' own messages are such sentences; those about a format do not know the value.
  const isSentence = issue.message.startsWith('Expected ');
  if (isSentence && issue.code !== 'invalid_format') return issue.message;
  const expected = isSentence ? issue.message : `Expected ${expectationOf(issue)}`;
  return `${expected} but received ${receivedOf(issue, received)}`;
}

function expectationOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return NAMES[issue.expected] ?? issue.expected;
    case 'too_small':
      return `${limited(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${counted(issue.minimum, issue.origin)}`.trim();
    case 'too_big':
      return `${limited(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${counted(issue.maximum, issue.origin)}`.trim();
    case 'invalid_value':
      return `${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'invalid_format':
      return FORMATS[issue.format] ?? 'text of the documented format';
    case 'unrecognized_keys':
      return 'only documented names';
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
const UNITS: Readonly<Record<string, string>> = { string: 'character', array: 'item' };

const FORMATS: Readonly<Record<string, string>> = {
  date: 'a day such as 2026-11-21',
  datetime: 'a time such as 2026-11-21T10:00:00.000Z',
  url: 'a URL',
};

/** @example counted(2, 'array') // '2 items' */
function counted(count: number | bigint, origin: string): string {
  const unit = UNITS[origin];
  return unit === undefined ? String(count) : `${count} ${unit}${Number(count) === 1 ? '' : 's'}`;
}

function limited(origin: string): string {
  return origin in UNITS ? '' : 'a number of';
}

function receivedOf(issue: Issue, received: unknown): string {
  return issue.code === 'unrecognized_keys' ? issue.keys.map(shown).join(', ') : describe(received);
}

/** Describes a value that was sent; lists and objects without their content. */
function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) return `a list of ${counted(value.length, 'array')}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return shown(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= MAX_SHOWN_CHARACTERS ? text : `${text.slice(0, MAX_SHOWN_CHARACTERS)}…`;
}
