import type { SqlParameter } from '@aws-sdk/client-redshift-data';
import { InvalidArgumentError } from '../errors.ts';

/** Values for the `:name` placeholders of a statement. Redshift is given text, and casts it. */
export type StatementParameters = Readonly<Record<string, string | number | boolean>>;

/**
 * Parameters as the Data API takes them.
 *
 * @example sqlParameters({ day: '2026-11-21' }) // [{ name: 'day', value: '2026-11-21' }]
 * @throws InvalidArgumentError for what cannot be passed: the service makes a string of a NULL, and
 *   fails at an empty one
 */
export function sqlParameters(parameters: StatementParameters): SqlParameter[] {
  return Object.entries(parameters).map(([name, value]) => {
    if (!/^[a-z_]\w*$/i.test(name)) {
      throw new InvalidArgumentError('a parameter name', 'letters, digits and _', name);
    }
    return { name, value: textOf(name, value) };
  });
}

function textOf(name: string, value: unknown): string {
  const expected = 'a string with a character at least, a finite number or a boolean';
  const isValue =
    (typeof value === 'string' && value !== '' && !value.includes('\0')) ||
    (typeof value === 'number' && Number.isFinite(value)) ||
    typeof value === 'boolean';
  if (!isValue) throw new InvalidArgumentError(`the parameter ${name}`, expected, value);
  return String(value);
}
