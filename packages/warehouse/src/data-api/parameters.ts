import type { SqlParameter } from '@aws-sdk/client-redshift-data';
import { InvalidArgumentError } from '../errors.ts';

/**
 * Values for the `:name` placeholders of a statement. They are sent as text, which Redshift casts.
 */
export type StatementParameters = Readonly<Record<string, string | number | boolean>>;

/**
 * Converts parameters to the Data API's form.
 * @example sqlParameters({ day: '2026-11-21' }) // [{ name: 'day', value: '2026-11-21' }]
 * @throws InvalidArgumentError for NULL, which the service turns into a string, and for an empty
 *   string, which it rejects
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
