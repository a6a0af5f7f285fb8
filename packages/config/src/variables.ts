import { collectFaults } from './collect-faults.ts';
import { ConfigError } from './errors.ts';

/**
 * Converts the text of a variable, or undefined if it is not set, to a setting.
 * @throws ConfigError that says what was expected, without the text, which may be secret
 */
export type Variable<Setting> = (text: string | undefined) => Setting;

/** Variables by their names in the environment. */
export type Variables = Readonly<Record<string, Variable<unknown>>>;

/**
 * Text that is accepted.
 * @param expected what a fault says, such as `an origin`
 */
export function textThat(accepts: (text: string) => boolean, expected: string): Variable<string> {
  return (text) => {
    if (text === undefined) throw new ConfigError([`expected ${expected} but it is not set`]);
    if (!accepts(text)) throw new ConfigError([`expected ${expected}`]);
    return text;
  };
}

/**
 * Text that a pattern matches.
 * @param expected what a fault says, such as `the name of a bucket`
 */
export function textLike(pattern: RegExp, expected: string): Variable<string> {
  return textThat((text) => pattern.test(text), expected);
}

/** Text that is not empty. */
export const text = textThat((value) => value !== '', 'text that is not empty');

/** Text by its number of characters. */
export function textOf(min: number, max: number): Variable<string> {
  return textThat(
    ({ length }) => length >= min && length <= max,
    `text with ${min} to ${max} characters`,
  );
}

/** The name of a resource of AWS. */
export const arn = textLike(/^arn:/, 'an ARN');

/** The address of a web server, a queue or an issuer. */
export const url: Variable<string> = (value) =>
  textThat(
    (address) => /^https?:\/\//i.test(address) && URL.canParse(address),
    'a URL with http or https',
  )(value?.trim());

/** A whole number from `min` to `max`, both included. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): Variable<number> {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  const digits = textThat((value) => {
    const number = value.trim() === '' ? NaN : Number(value);
    return Number.isSafeInteger(number) && number >= min && number <= max;
  }, `a whole number ${range}`);
  return (value) => Number(digits(value));
}

export function oneOf<const Choice extends string>(choices: readonly Choice[]): Variable<Choice> {
  const isChoice = (value: string) => (choices as readonly string[]).includes(value);
  return textThat(isChoice, `one of ${choices.join(', ')}`) as Variable<Choice>;
}

/** Items separated by commas; by default none. A fault says which item it is of, from 1. */
export function listOf<Item>(item: Variable<Item>): Variable<Item[]> {
  return (list = '') => {
    const parts = list.split(',').map((part) => part.trim());
    const faults: string[] = [];
    const items = parts
      .filter((part) => part !== '')
      .map((part, index) => collectFaults(faults, `item ${index + 1}`, () => item(part)));
    if (faults.length > 0) throw new ConfigError(faults);
    return items as Item[];
  };
}

/** A variable that need not be set. */
export function optional<Setting>(variable: Variable<Setting>): Variable<Setting | undefined> {
  return (value) => (value === undefined ? undefined : variable(value));
}

/** A variable that has a default. */
export function withDefault<Setting>(
  variable: Variable<Setting>,
  standard: Setting,
): Variable<Setting> {
  return (value) => (value === undefined ? standard : variable(value));
}
