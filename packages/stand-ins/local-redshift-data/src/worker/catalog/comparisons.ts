import { newOperator } from './new-operator.ts';

/** Types that Redshift converts to VARCHAR where text is expected, as in LIKE. */
const IMPLICIT = ['date', 'timestamp', 'timestamptz'];

/** Comparison operators for text, which ignore trailing blanks as for CHAR. */
export const OPERATORS = { '=': 'eq', '<>': 'ne', '<': 'lt', '<=': 'le', '>': 'gt', '>=': 'ge' };

/** Text beside a date is cast to a date, and not the other way round. */
function mixed(type: string): string {
  return Object.entries(OPERATORS)
    .map(
      ([operator, name]) => `
CREATE OR REPLACE FUNCTION redshift_internal.${type}_${name}(a ${type}, b text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT a ${operator} b::${type} $$;
CREATE OR REPLACE FUNCTION redshift_internal.${type}_${name}(a text, b ${type}) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT a::${type} ${operator} b $$;
CREATE OPERATOR pg_catalog.${operator} (LEFTARG = ${type}, RIGHTARG = text,
  FUNCTION = redshift_internal.${type}_${name});
CREATE OPERATOR pg_catalog.${operator} (LEFTARG = text, RIGHTARG = ${type},
  FUNCTION = redshift_internal.${type}_${name});`,
    )
    .join('');
}

/** Text joined to a date: PostgreSQL, which could read either as anything, asks which operator is meant. */
function joined(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.joined(a ${type}, b text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT a::text || b $$;
CREATE OR REPLACE FUNCTION redshift_internal.joined(a text, b ${type}) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT a || b::text $$;
${newOperator('||', type, 'text', 'joined')}${newOperator('||', 'text', type, 'joined')}`;
}

/**
 * Ignores trailing blanks of text in comparisons, joins, groups and orders, and rebuilds indexes
 * that were created with PostgreSQL's own order.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
 */
export const COMPARISONS = `
DO $do$
DECLARE r record;
BEGIN
  IF (SELECT oprcode FROM pg_operator WHERE oid = '=(text,text)'::regoperator) = 'bpchareq'::regproc THEN
    RETURN;
  END IF;
  ${Object.entries(OPERATORS)
    .map(
      ([operator, name]) =>
        `UPDATE pg_operator SET oprcode = 'bpchar${name}' WHERE oid = '${operator}(text,text)'::regoperator;`,
    )
    .join('\n  ')}
  UPDATE pg_amproc SET amproc = CASE amproc::text
      WHEN 'bttextcmp' THEN 'bpcharcmp' WHEN 'bttextsortsupport' THEN 'bpchar_sortsupport'
      WHEN 'hashtext' THEN 'hashbpchar' ELSE 'hashbpcharextended' END::regproc
    WHERE amproclefttype = 'text'::regtype AND amprocrighttype = 'text'::regtype
      AND amproc::text IN ('bttextcmp', 'bttextsortsupport', 'hashtext', 'hashtextextended')
      AND amprocfamily IN (SELECT oid FROM pg_opfamily WHERE opfname = 'text_ops');
  FOR r IN SELECT i.indexrelid::regclass AS name FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname NOT IN ('pg_catalog', 'pg_toast', 'information_schema') LOOP
    EXECUTE format('REINDEX INDEX %s', r.name);
  END LOOP;
  ${IMPLICIT.map((type) => `CREATE CAST (${type} AS text) WITH INOUT AS IMPLICIT;`).join('\n  ')}
  ${IMPLICIT.map(mixed).join('')}
END $do$;
${IMPLICIT.map(joined).join('')}
-- Redshift has no cast from BOOLEAN to text.
CREATE OR REPLACE FUNCTION redshift_internal.boolean_to_text(value boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS
$body$ BEGIN RAISE EXCEPTION 'cannot cast type boolean to character varying'; END $body$;
UPDATE pg_cast SET castfunc = 'redshift_internal.boolean_to_text'::regproc
WHERE castsource = 'boolean'::regtype AND casttarget IN ('text'::regtype, 'varchar'::regtype, 'bpchar'::regtype);
`;
