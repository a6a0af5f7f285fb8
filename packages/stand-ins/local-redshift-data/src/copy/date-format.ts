/** What a part of a format matches, and the part of a time that it is. */
const PARTS: readonly (readonly [word: string, pattern: string, name: string])[] = [
  ['YYYY', '(\\d{4})', 'year'],
  ['YY', '(\\d{2})', 'shortYear'],
  ['MONTH', '([A-Za-z]+)', 'monthName'],
  ['MON', '([A-Za-z]{3})', 'monthName'],
  ['MM', '(\\d{1,2})', 'month'],
  ['DD', '(\\d{1,2})', 'day'],
  ['HH24', '(\\d{1,2})', 'hour'],
  ['HH12', '(\\d{1,2})', 'hour'],
  ['HH', '(\\d{1,2})', 'hour'],
  ['MI', '(\\d{1,2})', 'minute'],
  ['SS', '(\\d{1,2}(?:\\.\\d+)?)', 'second'],
  ['AM', '([AaPp]\\.?[Mm]\\.?)', 'half'],
  ['PM', '([AaPp]\\.?[Mm]\\.?)', 'half'],
  ['OF', '([+-]\\d{1,2}(?::?\\d{2})?)', 'offset'],
];

const MONTHS = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

type Found = Readonly<Record<string, string | undefined>>;

const pad = (text: string | number): string => String(text).padStart(2, '0');

function yearOf({ year, shortYear }: Found): string {
  return (
    year ?? (shortYear === undefined ? '1970' : `${Number(shortYear) < 70 ? 20 : 19}${shortYear}`)
  );
}

function monthOf({ month, monthName }: Found): number {
  return monthName === undefined
    ? Number(month ?? 1)
    : MONTHS.indexOf(monthName.slice(0, 3).toLowerCase()) + 1;
}

function hourOf({ hour = '0', half }: Found): number {
  if (half === undefined) return Number(hour);
  return (Number(hour) % 12) + (half.toLowerCase().startsWith('p') ? 12 : 0);
}

const secondOf = ({ second = '0' }: Found): string => (second.includes('.') ? second : pad(second));

function isoOf(found: Found): string {
  return `${yearOf(found)}-${pad(monthOf(found))}-${pad(found['day'] ?? 1)} ${pad(hourOf(found))}:${pad(found['minute'] ?? 0)}:${secondOf(found)}${found['offset'] ?? ''}`;
}

/** Turns text of a file into a time as PostgreSQL reads it; undefined for text of another form. */
export type ReadTime = (text: string) => string | undefined;

function secondsOf(divisor: number): ReadTime {
  return (text) =>
    /^-?\d+(\.\d+)?$/.test(text)
      ? new Date((Number(text) * 1000) / divisor).toISOString().replace('Z', '')
      : undefined;
}

/**
 * Reads times by a format of COPY: `auto`, `epochsecs`, `epochmillisecs`, or parts such as `YYYY-MM-DD`.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_DATEFORMAT_and_TIMEFORMAT_strings.html
 */
export function timeReader(format: string): ReadTime {
  if (format === 'auto') return (text) => text;
  if (format === 'epochsecs') return secondsOf(1);
  if (format === 'epochmillisecs') return secondsOf(1000);
  const names: string[] = [];
  let pattern = '';
  for (let rest = format; rest !== '';) {
    const part = PARTS.find(([word]) => rest.toUpperCase().startsWith(word));
    pattern += part === undefined ? rest[0]?.replace(/[^\w\s]/, '\\$&') : part[1];
    if (part !== undefined) names.push(part[2]);
    rest = rest.slice(part?.[0].length ?? 1);
  }
  const matcher = new RegExp(`^\\s*${pattern}\\s*$`);
  return (text) => {
    const match = matcher.exec(text);
    if (match === null) return undefined;
    return isoOf(Object.fromEntries(names.map((name, at) => [name, match[at + 1]])));
  };
}
