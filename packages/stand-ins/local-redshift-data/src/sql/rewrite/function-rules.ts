import { SqlStatementError, unsupported } from '../../statement-errors.ts';
import { REDSHIFT_SETTINGS, settingText } from '../redshift-settings.ts';
import { type FunctionCall, isCall, readCall } from './function-call.ts';
import type { Rule } from './rewriter.ts';

/** Functions of PostgreSQL that behave differently in Redshift. */
const OWN = new Set(
  `array_position bpcharcmp bttext_pattern_cmp crc32 has_database_privilege regexp_count regexp_instr regexp_replace
   regexp_substr round split_part to_char`.split(/\s+/),
);

/** Functions that compute in floating point for all types of numbers. */
const FLOATING = new Set(
  `acos asin atan atan2 cbrt cos cot degrees exp ln power pow radians sin sqrt stddev stddev_pop
   stddev_samp tan var_pop var_samp variance`.split(/\s+/),
);

const RENAMED: Readonly<Record<string, string>> = {
  grouping_id: 'grouping',
  isnull: 'coalesce',
  json_serialize: '"json_serialize"',
  nvl: 'coalesce',
};

function own(call: FunctionCall): string {
  return `redshift_internal.${call.name}(${call.inner})${call.overText}`;
}

/**
 * Translates DECODE to CASE. PostgreSQL names a CASE after its ELSE, but DECODE and NVL2 have no
 * name of their own.
 */
function decode({ arguments: all }: FunctionCall): string | undefined {
  const [subject = '', ...rest] = all;
  if (rest.length < 2) return undefined;
  const pairs = Math.floor(rest.length / 2);
  const whens = Array.from(
    { length: pairs },
    (_, pair) =>
      `WHEN (${subject}) IS NOT DISTINCT FROM (${rest[pair * 2]}) THEN ${rest[pair * 2 + 1]}`,
  );
  const otherwise = rest.length % 2 === 1 ? ` ELSE ${rest.at(-1)}` : '';
  return `(CASE ${whens.join(' ')}${otherwise} END)`;
}

function nvl2({ arguments: [tested, present, absent] }: FunctionCall): string | undefined {
  return absent === undefined
    ? undefined
    : `(CASE WHEN (${tested}) IS NOT NULL THEN ${present} ELSE ${absent} END)`;
}

const ALL_ROWS = 'ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING';

function windowText(partition: string, order: string, frame: string): string {
  return ` OVER (${[partition, order, frame].filter((part) => part !== '').join(' ')})`;
}

/**
 * Translates LISTAGG, which accepts any type. As a window function it takes the window's order,
 * because PostgreSQL's aggregates in a window have no order of their own.
 */
function listagg(call: FunctionCall): string {
  const [, distinct = '', value = ''] =
    /^(\s*distinct\b)?(.*)$/is.exec(call.arguments[0] ?? '') ?? [];
  const delimiter = call.arguments.slice(1).map((text) => `, ${text}`);
  const parts = `(${value})::varchar${delimiter.join('')}`;
  const order = call.withinGroup ?? '';
  const window = call.over && windowText(call.over.partition, order, ALL_ROWS);
  const orderWithin = window === undefined && order !== '' ? ` ${order}` : '';
  if (distinct === '') return `listagg(${parts}${orderWithin})${window ?? ''}`;
  // PostgreSQL orders distinct values by the text itself only: 10 before 9.
  const collected = `redshift_internal.collected((${value})::varchar${orderWithin})${window ?? ''}`;
  return `redshift_internal.listagg_distinct(${collected}${delimiter.join('')})`;
}

/** Returns the ordered values of a group or of a window's partition as an array. */
function ordered(value: string, order: string, call: FunctionCall): string {
  const present = `FILTER (WHERE (${value}) IS NOT NULL)`;
  return call.over === undefined
    ? `redshift_internal.collected(${value} ${order}) ${present}`
    : `redshift_internal.collected(${value}) ${present}${windowText(call.over.partition, order, ALL_ROWS)}`;
}

function median(call: FunctionCall): string {
  return `redshift_internal.median(${ordered(call.inner, `ORDER BY ${call.inner}`, call)})`;
}

function percentile(call: FunctionCall): string | undefined {
  const order = call.withinGroup;
  if (order === undefined) return undefined;
  const value = order
    .replace(/^order\s+by\s+/i, '')
    .replace(/\s+nulls\s+(first|last)\s*$/i, '')
    .replace(/\s+(asc|desc)\s*$/i, '');
  return `redshift_internal.${call.name}(${ordered(value, order, call)}, ${call.inner})`;
}

const PRECEDING = 'ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING';
const FOLLOWING = 'ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING';

/** Returns the non-null values of a window as an array for counting. */
function present(value: string, { over }: FunctionCall, frame: string): string {
  return `redshift_internal.collected(${value}) FILTER (WHERE (${value}) IS NOT NULL)${windowText(over?.partition ?? '', over?.order ?? '', frame)}`;
}

function ignoringNulls(call: FunctionCall): string | undefined {
  const {
    name,
    over,
    arguments: [value = '', ...rest],
  } = call;
  if ((name === 'lag' || name === 'lead') && rest.length > 1) {
    throw new SqlStatementError(
      `${name.toUpperCase()} with a default value is not supported: use NVL`,
    );
  }
  // RESPECT NULLS is PostgreSQL's behaviour and has no syntax there.
  if (!call.ignoresNulls) return `${name}(${call.inner})${call.overText}`;
  if (over === undefined) return undefined;
  const more = rest.map((text) => `, ${text}`).join('');
  if (name === 'lag') return `redshift_internal.lag(${present(value, call, PRECEDING)}${more})`;
  if (name === 'lead') return `redshift_internal.lead(${present(value, call, FOLLOWING)}${more})`;
  if (name === 'nth_value') {
    return `redshift_internal.nth_value(${present(value, call, over.frame)}${more})`;
  }
  return `redshift_internal.${name}(${value})${call.overText}`;
}

function avg(call: FunctionCall): string {
  return `redshift_internal.avg(avg(${call.inner})${call.overText}, sum(${call.inner})${call.overText})`;
}

function ratioToReport({ inner, overText }: FunctionCall): string {
  return `redshift_internal.ratio_to_report(${inner}, sum(${inner})${overText})`;
}

function concat({ arguments: [first = '', second = ''] }: FunctionCall): string {
  return `redshift_internal.concat(${first}, ${second})`;
}

/** Translates `JSON_EXTRACT_PATH_TEXT(json, path…, true)`: the result is NULL for invalid JSON. */
function jsonPath(call: FunctionCall): string | undefined {
  const last = call.arguments.at(-1)?.trim().toLowerCase();
  if (last !== 'true' && last !== 'false') return undefined;
  return `redshift_internal.json_extract_path_text(${last}, ${call.arguments.slice(0, -1).join(', ')})`;
}

/** A number is read as its digits. */
function readTime({ name, arguments: [value, ...rest] }: FunctionCall): string | undefined {
  return rest.length === 0
    ? undefined
    : `redshift_internal.${name}((${value})::text, ${rest.join(', ')})`;
}

/** Reads Redshift's own settings from a prefix under which PostgreSQL allows any setting. */
function currentSetting({ inner }: FunctionCall): string | undefined {
  const name = /^\s*'(\w+)'\s*$/.exec(inner)?.[1];
  return name !== undefined && REDSHIFT_SETTINGS.has(name) ? settingText(name) : undefined;
}

/** Translates LOG, to base 10 or as `LOG(base, x)`. */
function logarithm({ arguments: [first, second] }: FunctionCall): string {
  return second === undefined
    ? `log((${first})::float8)`
    : `log((${first})::numeric, (${second})::numeric)::float8`;
}

/** Translates COLLATE. Case-sensitive text is plain text. */
function collate({ arguments: [value, collation = ''] }: FunctionCall): string {
  if (/^\s*'(case_sensitive|cs)'\s*$/i.test(collation)) return `(${value})`;
  throw unsupported('COLLATE CASE_INSENSITIVE');
}

const toSuper = (value: string): string => `redshift_internal.to_super(${value})`;

/** Converts the elements of an array to SUPER, which times are not. */
function array({ arguments: values, inner }: FunctionCall): string | undefined {
  if (/^\s*(select|with)\b/i.test(inner)) return undefined;
  return `redshift_internal."array"(${inner.trim() === '' ? '' : values.map(toSuper).join(', ')})`;
}

/** Converts the values of an object to SUPER; each follows its name. */
function object({ arguments: all, inner }: FunctionCall): string {
  const parts = all.map((part, place) => (place % 2 === 0 ? part : toSuper(part)));
  return `redshift_internal.object(${inner.trim() === '' ? '' : parts.join(', ')})`;
}

const SPECIAL: Readonly<Record<string, (call: FunctionCall) => string | undefined>> = {
  array,
  avg,
  collate,
  concat,
  convert: ({ arguments: [type, value] }) =>
    value === undefined ? undefined : `CAST(${value} AS ${type})`,
  current_setting: currentSetting,
  decode,
  first_value: ignoringNulls,
  json_extract_path_text: jsonPath,
  hll: ({ inner, overText }) =>
    `count(DISTINCT ${inner.replace(/^\s*distinct\b/i, '')})${overText}`,
  hll_combine: ({ inner, overText }) =>
    `redshift_internal.hll_combine(redshift_internal.collected(${inner})${overText})`,
  hll_create_sketch: ({ inner }) =>
    `redshift_internal.hll_sketch(redshift_internal.collected(DISTINCT redshift_internal.hll_hash((${inner.replace(/^\s*distinct\b/i, '')})::text)))`,
  lag: ignoringNulls,
  last_value: ignoringNulls,
  lead: ignoringNulls,
  listagg,
  log: logarithm,
  median,
  nth_value: ignoringNulls,
  nvl2,
  object,
  percentile_cont: percentile,
  percentile_disc: percentile,
  ratio_to_report: ratioToReport,
  to_date: readTime,
  to_timestamp: readTime,
};

/** A call in PostgreSQL's words; undefined for one that both have alike. */
export function writeCall(call: FunctionCall): string | undefined {
  const { name } = call;
  if (Object.hasOwn(SPECIAL, name)) return SPECIAL[name]?.(call);
  if (OWN.has(name)) return own(call);
  if (Object.hasOwn(RENAMED, name)) return `${RENAMED[name]}(${call.inner})${call.overText}`;
  if (!FLOATING.has(name)) return undefined;
  const values = call.arguments.map((value) =>
    value.replace(/^(\s*(?:distinct|all)\b)?([^]*)$/i, '$1 ($2)::float8').trim(),
  );
  return `${name}(${values.join(', ')})${call.overText}`;
}

const KNOWN = new Set([...Object.keys(SPECIAL), ...Object.keys(RENAMED), ...OWN, ...FLOATING]);

/** Translates calls of functions that behave differently in Redshift. */
export const functionRule: Rule = (rewriter, at) => {
  if (!KNOWN.has(rewriter.tokens[at]?.text ?? '') || !isCall(rewriter, at)) return undefined;
  const call = readCall(rewriter, at);
  const text = writeCall(call);
  return text === undefined ? undefined : { to: call.end, text };
};
