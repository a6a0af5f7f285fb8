import { NUMBERS } from './text-of-numbers.ts';

/** String functions. */
export const TEXTS = `
CREATE OR REPLACE FUNCTION pg_catalog.len(t text) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT length(t) $$;
CREATE OR REPLACE FUNCTION pg_catalog.charindex(part text, t text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT strpos(t, part) $$;
CREATE OR REPLACE FUNCTION redshift_internal.parse_digits(t text, base integer) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  digits text := lower(trim(t)); value numeric := 0; digit integer; sign integer := 1;
BEGIN
  IF left(digits, 1) = '-' THEN sign := -1; digits := substr(digits, 2); END IF;
  IF base = 16 AND left(digits, 2) = '0x' THEN digits := substr(digits, 3); END IF;
  IF digits = '' THEN RAISE EXCEPTION 'The input % is not valid to be converted to base %', t, base; END IF;
  FOR i IN 1..length(digits) LOOP
    digit := strpos('0123456789abcdefghijklmnopqrstuvwxyz', substr(digits, i, 1)) - 1;
    IF digit < 0 OR digit >= base THEN
      RAISE EXCEPTION 'The input % is not valid to be converted to base %', t, base;
    END IF;
    value := value * base + digit;
  END LOOP;
  IF value * sign NOT BETWEEN -9223372036854775808 AND 9223372036854775807 THEN
    RAISE EXCEPTION 'The value for % exceeds the limit of a BIGINT', t;
  END IF;
  RETURN value * sign;
END $body$;
-- Hexadecimal digits of hashes are parsed by the million: PostgreSQL has a cast for them.
CREATE OR REPLACE FUNCTION pg_catalog.strtol(t text, base integer) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE WHEN base = 16 AND t ~ '^[0-9a-fA-F]{1,15}$'
    THEN ('x' || lpad(t, 16, '0'))::bit(64)::bigint
    ELSE redshift_internal.parse_digits(t, base) END $$;
CREATE OR REPLACE FUNCTION redshift_internal.join_text(state text, value text) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  ELSE coalesce(state, '') || value END $$;
CREATE OR REPLACE FUNCTION redshift_internal.join_text(state text, value text, delimiter text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  WHEN state IS NULL THEN value ELSE state || delimiter || value END $$;
-- In the order of the first of equal values: LISTAGG (DISTINCT …) OVER.
CREATE OR REPLACE FUNCTION redshift_internal.listagg_distinct(collected varchar[], delimiter text DEFAULT '')
RETURNS varchar LANGUAGE sql IMMUTABLE AS $$
  SELECT string_agg(value, delimiter ORDER BY place)
  FROM (SELECT value, min(place) AS place FROM unnest(collected) WITH ORDINALITY AS listed(value, place)
    WHERE value IS NOT NULL GROUP BY value) AS once $$;
CREATE OR REPLACE AGGREGATE pg_catalog.listagg(text) (
  SFUNC = redshift_internal.join_text, STYPE = text);
CREATE OR REPLACE AGGREGATE pg_catalog.listagg(text, text) (
  SFUNC = redshift_internal.join_text, STYPE = text);
CREATE OR REPLACE FUNCTION redshift_internal.concat(a text, b text) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT a || b $$;
${['text', ...NUMBERS]
  .flatMap((a) =>
    NUMBERS.flatMap((b) =>
      a === 'text'
        ? [
            [a, b],
            [b, a],
          ]
        : [[a, b]],
    ),
  )
  .map(
    ([a, b]) => `
CREATE OR REPLACE FUNCTION redshift_internal.concat(a ${a}, b ${b}) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT a::text || b::text $$;`,
  )
  .join('')}
CREATE OR REPLACE FUNCTION redshift_internal.concat(a bytea, b bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT a || b $$;
CREATE OR REPLACE FUNCTION pg_catalog.textlen(t text) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT length(t) $$;
CREATE OR REPLACE FUNCTION pg_catalog.len(v bytea) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT length(v) $$;
CREATE OR REPLACE FUNCTION pg_catalog.len(t bpchar) RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT length(t) $$;
CREATE OR REPLACE FUNCTION pg_catalog.replicate(t text, n integer) RETURNS varchar
LANGUAGE sql IMMUTABLE AS $$ SELECT repeat(t, n) $$;
CREATE OR REPLACE FUNCTION pg_catalog.octetindex(part text, t text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN strpos(t, part) = 0 THEN 0
  ELSE octet_length(left(t, strpos(t, part) - 1)) + 1 END $$;
-- A number of a part that is not above 0 is an error, where PostgreSQL counts from the end.
CREATE OR REPLACE FUNCTION redshift_internal.split_part(t text, delimiter text, n bigint)
RETURNS varchar LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
BEGIN
  IF n < 1 THEN RAISE EXCEPTION 'field position must be greater than zero'; END IF;
  RETURN pg_catalog.split_part(t, delimiter, n::integer);
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.bpcharcmp(a text, b text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT sign(pg_catalog.bpcharcmp(a, b))::integer $$;
CREATE OR REPLACE FUNCTION redshift_internal.bttext_pattern_cmp(a text, b text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT sign(pg_catalog.bttext_pattern_cmp(a, b))::integer $$;
CREATE OR REPLACE FUNCTION pg_catalog.soundex(t text) RETURNS varchar
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  letters text := regexp_replace(upper(t), '[^A-Z]', '', 'g');
  code text; last text; result text;
BEGIN
  IF letters = '' THEN RETURN ''; END IF;
  result := left(letters, 1);
  last := translate(result, 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099');
  FOR i IN 2..length(letters) LOOP
    code := translate(substr(letters, i, 1), 'BFPVCGJKQSXZDTLMNRAEIOUYHW', '11112222222233455600000099');
    IF code NOT IN ('0', '9') AND code <> last THEN result := result || code; END IF;
    IF code <> '9' THEN last := code; END IF;
  END LOOP;
  RETURN rpad(left(result, 4), 4, '0');
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.difference(a text, b text) RETURNS integer
LANGUAGE sql IMMUTABLE STRICT AS $$
  SELECT count(*)::integer FROM generate_series(1, 4) i
  WHERE substr(pg_catalog.soundex(a), i, 1) = substr(pg_catalog.soundex(b), i, 1) $$;
`;
