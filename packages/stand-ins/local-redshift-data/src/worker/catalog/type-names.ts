/** Redshift's names of types that PostgreSQL names differently, by PostgreSQL's names. */
const NAMES = { bytea: 'binary varying', jsonb: 'super' };

/**
 * Gives FORMAT_TYPE, and with it information_schema, Redshift's names of types. PostgreSQL's own
 * function stays as `redshift_internal.format_type`.
 */
export const TYPE_NAMES = `
CREATE OR REPLACE FUNCTION redshift_internal.format_type(oid, integer) RETURNS text
LANGUAGE internal STABLE PARALLEL SAFE AS 'format_type';
CREATE OR REPLACE FUNCTION pg_catalog.format_type(oid, integer) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT CASE $1 ${Object.entries(NAMES)
    .map(([name, shown]) => `WHEN '${name}'::regtype THEN '${shown}'`)
    .join(' ')}
    WHEN to_regtype('redshift_internal.intervaly2m') THEN 'interval year to month'
    ELSE redshift_internal.format_type($1, $2) END $$;
`;
