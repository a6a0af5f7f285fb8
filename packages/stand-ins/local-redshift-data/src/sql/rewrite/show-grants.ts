import { quoteLiteral } from '../../quote.ts';
import { unsupported } from '../../statement-errors.ts';
import { identifierOf } from '../scan-sql.ts';
import type { Rewriter } from './rewriter.ts';
import { nameParts, objectAt, type Shown } from './shown.ts';

interface Condition {
  /** Conditions in SQL, each after ` AND `. */
  readonly text: string;
  readonly to: number;
}

const equal = (column: string, value: string): string => ` AND ${column} = ${quoteLiteral(value)}`;

/** Parses `FOR ROLE role`, `FOR user` or `FOR PUBLIC`. */
function grantee(rewriter: Rewriter, at: number): Condition {
  if (!rewriter.has(at, 'for')) return { text: '', to: at };
  const isRole = rewriter.has(at + 1, 'role');
  const token = rewriter.tokens[at + (isRole ? 2 : 1)];
  const name = token === undefined ? '' : identifierOf(token);
  const kind = isRole ? equal('identity_type', 'role') : '';
  return { text: `${kind}${equal('identity_name', name)}`, to: at + (isRole ? 3 : 2) };
}

/** Objects that SHOW GRANTS names with their schema. */
const IN_SCHEMA = new Set(['table', 'function', 'procedure']);
const NOT_SUPPORTED = new Set(['all', 'datashare', 'external', 'language', 'model', 'template']);

/** Parses `ON SCHEMA name`, `ON DATABASE name`, `ON FUNCTION name (types)` or `ON [TABLE] name`. */
function grantedObject(rewriter: Rewriter, at: number): Condition {
  const word = rewriter.tokens[at + 1]?.text ?? '';
  if (word === 'schema') {
    const { parts, to } = nameParts(rewriter, at + 2);
    const name = equal('schema_name', parts.at(-1) ?? '');
    return { text: `${equal('object_type', 'SCHEMA')}${name}`, to };
  }
  // Any name is that of the single database.
  if (word === 'database') return { text: equal('object_type', 'DATABASE'), to: at + 3 };
  if (NOT_SUPPORTED.has(word)) throw unsupported(`SHOW GRANTS ON ${word.toUpperCase()}`);
  const { schema, name, to } = objectAt(rewriter, at + (IN_SCHEMA.has(word) ? 2 : 1));
  const type = IN_SCHEMA.has(word) ? word.toUpperCase() : 'TABLE';
  const end = rewriter.has(to, '(') ? rewriter.after(to) : to;
  return {
    text: `${equal('object_type', type)}${equal('schema_name', schema)}${equal('object_name', name)}`,
    to: end,
  };
}

/**
 * Translates `SHOW GRANTS ON object [FOR grantee]` and `SHOW GRANTS FOR grantee`.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_SHOW_GRANTS.html
 */
export function grants(rewriter: Rewriter): Shown {
  const object = rewriter.has(2, 'on') ? grantedObject(rewriter, 2) : { text: '', to: 2 };
  const { text, to } = grantee(rewriter, object.to);
  return {
    sql: `SELECT * FROM redshift_internal.grants WHERE true${object.text}${text}`,
    name: 'object_name',
    order: 'schema_name, object_name, identity_name, privilege_type',
    to,
  };
}
