import { quoteIdentifier, quoteLiteral } from '../../quote.ts';
import { REDSHIFT_SETTINGS, settingText } from '../redshift-settings.ts';
import { VARIABLE_TYPES } from '../redshift-types.ts';
import { stringValue } from '../scan-sql.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { grants } from './show-grants.ts';
import { nameParts, objectAt, type Shown } from './shown.ts';

function tables(rewriter: Rewriter): Shown {
  const { parts, to } = nameParts(rewriter, 4);
  return {
    sql: `SELECT * FROM redshift_internal.shown_tables WHERE schema_name = ${quoteLiteral(parts.at(-1) ?? '')}`,
    name: 'table_name',
    order: 'table_name',
    to,
  };
}

function columns(rewriter: Rewriter): Shown {
  const { parts, to } = nameParts(rewriter, 4);
  const [schema = 'public', table = ''] = parts.length > 1 ? parts.slice(-2) : ['public', ...parts];
  return {
    sql: `SELECT * FROM redshift_internal.shown_columns WHERE schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(table)}`,
    name: 'column_name',
    order: 'ordinal_position',
    to,
  };
}

function typesText(rewriter: Rewriter, from: number, to: number): string {
  return rewriter.tokens
    .slice(from, to)
    .map(({ text }) => VARIABLE_TYPES[text] ?? text)
    .join(' ');
}

/** Returns a definition in one column with the documented name. */
function definition(call: string, column: string, from: number) {
  return (rewriter: Rewriter): Shown => {
    const { schema, name, to } = objectAt(rewriter, from);
    const isCall = rewriter.has(to, '(');
    const end = isCall ? rewriter.after(to) : to;
    // A procedure's arguments have the types that stand for Redshift's.
    const types = isCall ? typesText(rewriter, to, end) : '';
    const text = `${quoteIdentifier(schema)}.${quoteIdentifier(name)}${types}`;
    return {
      sql: `SELECT redshift_internal.${call}(${quoteLiteral(text)}) AS ${quoteIdentifier(column)} WHERE true`,
      name: '1',
      order: '1',
      to: end,
    };
  };
}

function routines(kind: string, column: string) {
  return (rewriter: Rewriter): Shown => {
    const { parts, to } = nameParts(rewriter, 4);
    const sql = `SELECT database_name, schema_name, function_name AS ${column}, number_of_arguments, argument_list, return_type, NULL::varchar AS remarks FROM redshift_internal.routines WHERE kind = '${kind}' AND schema_name = ${quoteLiteral(parts.at(-1) ?? '')}`;
    return { sql, name: 'function_name', order: 'function_name', to };
  };
}

function parameters(kind: 'procedure' | 'function') {
  return (rewriter: Rewriter): Shown => {
    const { schema, name, to } = objectAt(rewriter, 4);
    const isCall = rewriter.has(to, '(');
    const end = isCall ? rewriter.after(to) : to;
    const types = isCall ? typesText(rewriter, to, end) : '';
    const routine = quoteLiteral(`${quoteIdentifier(schema)}.${quoteIdentifier(name)}${types}`);
    const sql = `SELECT database_name, schema_name, routine_name AS ${kind}_name, parameter_name, ordinal_position, parameter_type, data_type, character_maximum_length, numeric_precision, numeric_scale FROM redshift_internal.parameters WHERE oid = redshift_internal.routine_id(${routine})`;
    return { sql, name: 'parameter_name', order: 'ordinal_position', to: end };
  };
}

function constraints(view: string, at: number, side: '' | 'fk_' | 'pk_') {
  return (rewriter: Rewriter): Shown => {
    const { schema, name, to } = objectAt(rewriter, at);
    const sql = `SELECT * FROM redshift_internal.${view} WHERE ${side}schema_name = ${quoteLiteral(schema)} AND ${side}table_name = ${quoteLiteral(name)}`;
    return {
      sql,
      name: `${side}table_name`,
      order: `${side || 'pk_'}${side === '' ? 'name' : 'table_name'}, key_seq`,
      to,
    };
  };
}

const SHOWN: readonly {
  readonly words: readonly string[];
  readonly show: (rewriter: Rewriter) => Shown;
}[] = [
  {
    words: ['show', 'view'],
    show: definition('view_definition', 'Show View DDL statement', 2),
  },
  {
    words: ['show', 'table'],
    show: definition('table_definition', 'Show Table DDL statement', 2),
  },
  {
    words: ['show', 'procedure'],
    show: definition('procedure_definition', 'Stored Procedure Definition', 2),
  },
  { words: ['show', 'parameters', 'of', 'procedure'], show: parameters('procedure') },
  { words: ['show', 'parameters', 'of', 'function'], show: parameters('function') },
  {
    words: ['show', 'functions', 'from', 'schema'],
    show: routines('f', 'function_name'),
  },
  {
    words: ['show', 'procedures', 'from', 'schema'],
    show: routines('p', 'procedure_name'),
  },
  {
    words: ['show', 'constraints', 'primary', 'keys', 'from', 'table'],
    show: constraints('primary_keys', 6, ''),
  },
  {
    words: ['show', 'constraints', 'foreign', 'keys', 'from', 'table'],
    show: constraints('foreign_keys', 6, 'fk_'),
  },
  {
    words: ['show', 'constraints', 'foreign', 'keys', 'exported', 'from', 'table'],
    show: constraints('foreign_keys', 7, 'pk_'),
  },
  { words: ['show', 'grants'], show: grants },
  { words: ['show', 'tables', 'from', 'schema'], show: tables },
  { words: ['show', 'columns', 'from', 'table'], show: columns },
  {
    words: ['show', 'schemas', 'from', 'database'],
    show: (rewriter) => ({
      sql: 'SELECT * FROM pg_catalog.svv_all_schemas WHERE true',
      name: 'schema_name',
      order: 'schema_name',
      to: nameParts(rewriter, 4).to,
    }),
  },
  {
    words: ['show', 'databases'],
    show: () => ({
      sql: `SELECT database_name, database_owner, database_type, database_acl, database_options AS parameters,
        database_isolation_level FROM pg_catalog.svv_redshift_databases WHERE true`,
      name: 'database_name',
      order: 'database_name',
      to: 2,
    }),
  },
];

/** Settings that Redshift and PostgreSQL share. */
const SHARED_SETTINGS =
  `application_name client_encoding datestyle extra_float_digits integer_datetimes
  intervalstyle is_superuser search_path server_encoding server_version session_authorization
  standard_conforming_strings statement_timeout timezone`.split(/\s+/);

/** What SHOW ALL returns. */
const ALL_SETTINGS = `SELECT name::varchar, setting::varchar FROM (${[
  ...SHARED_SETTINGS.map(
    (name) => `SELECT '${name}' AS name, current_setting('${name}') AS setting`,
  ),
  ...[...REDSHIFT_SETTINGS.keys()].map((name) => `SELECT '${name}', ${settingText(name)}`),
].join(' UNION ALL ')}) settings ORDER BY name`;

/**
 * Translates SHOW statements, such as `SHOW TABLES FROM SCHEMA database.schema [LIKE 'pattern']
 * [LIMIT n]`, to queries of the catalog.
 */
export const showRule: Rule = (rewriter, at) => {
  if (at !== 0 || !rewriter.has(0, 'show')) return undefined;
  const setting = rewriter.tokens[1]?.text ?? '';
  const isWhole = rewriter.tokens.length === 2 || rewriter.has(2, ';');
  if (REDSHIFT_SETTINGS.has(setting) && isWhole) {
    return { to: 2, text: `SELECT ${settingText(setting)} AS ${setting}` };
  }
  if (setting === 'all' && isWhole) return { to: 2, text: ALL_SETTINGS };
  const found = SHOWN.find(({ words }) => rewriter.has(0, ...words));
  if (found === undefined) return undefined;
  const { sql, name, order, to } = found.show(rewriter);
  const pattern = rewriter.has(to, 'like') ? rewriter.tokens[to + 1] : undefined;
  const like =
    pattern?.kind === 'string' ? ` AND ${name} LIKE ${quoteLiteral(stringValue(pattern))}` : '';
  const rest = like === '' ? to : to + 2;
  const text = `${sql}${like} ORDER BY ${order} ${rewriter.write(rest, rewriter.tokens.length)}`;
  return { to: rewriter.tokens.length, text };
};
