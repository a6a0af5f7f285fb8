import { REDSHIFT_SETTINGS } from '../sql/redshift-settings.ts';
import type { Settings } from '../worker/protocol.ts';
import type { StartupParameters } from './wire-messages.ts';

/**
 * Settings that a client may make when it connects, in lower case. Drivers of Redshift also send
 * names of their own, which are ignored.
 */
const PLAIN_SETTINGS: ReadonlySet<string> = new Set([
  'application_name',
  'client_encoding',
  'client_min_messages',
  'datestyle',
  'extra_float_digits',
  'intervalstyle',
  'search_path',
  'statement_timeout',
  'timezone',
]);

/** Splits `-c search_path=a,b --timezone=UTC`, in which a backslash escapes a blank. */
function optionsOf(text: string): (readonly [name: string, value: string])[] {
  const words = text.match(/(?:\\.|\S)+/g) ?? [];
  return words
    .map((word) => word.replaceAll(/\\(.)/g, '$1').replace(/^(?:-c|--)/, ''))
    .flatMap((word) => {
      const [name = '', value] = word.split(/=(.*)/s);
      return value === undefined ? [] : [[name.replaceAll('-', '_'), value] as const];
    });
}

/**
 * Returns the settings of a startup packet: its parameters, and those in `options`, which libpq
 * fills from PGOPTIONS.
 * @see https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export function startupSettings(parameters: StartupParameters): Settings {
  const options = optionsOf(parameters.get('options') ?? '');
  const settings = [...parameters, ...options].flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    if (PLAIN_SETTINGS.has(lower)) return [[lower, value] as const];
    return REDSHIFT_SETTINGS.has(lower) ? [[`redshift.${lower}`, value] as const] : [];
  });
  return [...new Map(settings)];
}
