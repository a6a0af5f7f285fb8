import { quoteLiteral } from '../../quote.ts';
import { identifierOf, stringValue } from '../scan-sql.ts';
import type { Rewriter, Rule } from './rewriter.ts';
import { isName } from './select-block.ts';

/** The parts of a name such as `database.schema.table`, and the token after it. */
const nameParts = (rewriter: Rewriter, at: number): { parts: string[]; to: number } => {
  const parts: string[] = [];
  let to = at;
  for (;;) {
    const token = rewriter.tokens[to];
    if (!isName(token)) return { parts, to };
    parts.push(identifierOf(token));
    if (!rewriter.has(to + 1, '.')) return { parts, to: to + 1 };
    to += 2;
  }
};

interface Shown {
  readonly sql: string;
  /** What LIKE is asked of. */
  readonly name: string;
  readonly order: string;
  readonly to: number;
}

const tables = (rewriter: Rewriter): Shown => {
  const { parts, to } = nameParts(rewriter, 4);
  return {
    sql: `SELECT * FROM pg_catalog.svv_all_tables WHERE schema_name = ${quoteLiteral(parts.at(-1) ?? '')}`,
    name: 'table_name',
    order: 'table_name',
    to,
  };
};

const columns = (rewriter: Rewriter): Shown => {
  const { parts, to } = nameParts(rewriter, 4);
  const [schema = 'public', table = ''] = parts.length > 1 ? parts.slice(-2) : ['public', ...parts];
  return {
    sql: `SELECT * FROM pg_catalog.svv_all_columns WHERE schema_name = ${quoteLiteral(schema)} AND table_name = ${quoteLiteral(table)}`,
    name: 'column_name',
    order: 'ordinal_position',
    to,
  };
};

const SHOWN: readonly {
  readonly words: readonly string[];
  readonly show: (rewriter: Rewriter) => Shown;
}[] = [
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
      sql: 'SELECT current_database()::varchar AS database_name WHERE true',
      name: 'current_database()',
      order: 'database_name',
      to: 2,
    }),
  },
];

/** `SHOW TABLES FROM SCHEMA database.schema [LIKE 'pattern'] [LIMIT n]` and its like: queries of the catalog. */
export const showRule: Rule = (rewriter, at) => {
  if (at !== 0) return undefined;
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
