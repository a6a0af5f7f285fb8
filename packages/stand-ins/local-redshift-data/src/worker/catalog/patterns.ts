/**
 * Functions for POSIX and Perl patterns. PostgreSQL's functions of the same names have other
 * arguments, replace only the first match, and return NULL where Redshift returns an empty string.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/REGEXP_REPLACE.html
 */
export const PATTERNS = `
-- 'c', 'i' and 'e' are of both; 'p' asks for Perl's dialect, which PostgreSQL's contains in the main.
CREATE OR REPLACE FUNCTION redshift_internal.pattern_flags(parameters text) RETURNS text
LANGUAGE plpgsql IMMUTABLE AS $body$
BEGIN
  IF parameters ~ '[^ciep]' THEN RAISE EXCEPTION 'invalid parameter "%" of a regular expression', parameters; END IF;
  RETURN CASE WHEN strpos(parameters, 'i') > 0 THEN 'i' ELSE '' END;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.regexp_replace(t text, pattern text,
  replacement text DEFAULT '', start integer DEFAULT 1, parameters text DEFAULT 'c') RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN start > length(t) THEN t ELSE pg_catalog.regexp_replace(t, pattern,
    pg_catalog.regexp_replace(replacement, '\\$(\\d)', '\\\\\\1', 'g'),
    greatest(start, 1), 0, redshift_internal.pattern_flags(parameters)) END $$;
CREATE OR REPLACE FUNCTION redshift_internal.regexp_substr(t text, pattern text,
  start integer DEFAULT 1, occurrence integer DEFAULT 1, parameters text DEFAULT 'c') RETURNS varchar
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN start > length(t) THEN '' ELSE coalesce(pg_catalog.regexp_substr(t, pattern,
    greatest(start, 1), occurrence, redshift_internal.pattern_flags(parameters),
    CASE WHEN strpos(parameters, 'e') > 0 THEN 1 ELSE 0 END), '') END $$;
CREATE OR REPLACE FUNCTION redshift_internal.regexp_instr(t text, pattern text,
  start integer DEFAULT 1, occurrence integer DEFAULT 1, option integer DEFAULT 0,
  parameters text DEFAULT 'c') RETURNS integer
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN start > length(t) THEN 0 ELSE pg_catalog.regexp_instr(t, pattern,
    greatest(start, 1), occurrence, CASE option WHEN 0 THEN 0 ELSE 1 END,
    redshift_internal.pattern_flags(parameters),
    CASE WHEN strpos(parameters, 'e') > 0 THEN 1 ELSE 0 END) END $$;
CREATE OR REPLACE FUNCTION redshift_internal.regexp_count(t text, pattern text,
  start integer DEFAULT 1, parameters text DEFAULT 'c') RETURNS integer
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT CASE WHEN start > length(t) THEN 0 ELSE pg_catalog.regexp_count(t, pattern,
    greatest(start, 1), redshift_internal.pattern_flags(parameters)) END $$;
`;
