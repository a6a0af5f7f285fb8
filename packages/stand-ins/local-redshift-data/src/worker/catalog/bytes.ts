/** Functions for VARBYTE, which is stored as bytea. */
export const BYTES = `
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(t text) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT convert_to(t, 'UTF8') $$;
-- With its blanks, which a cast to text removes.
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(c bpchar) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT bpcharsend(c) $$;
CREATE OR REPLACE FUNCTION redshift_internal.varbyte_to_text(v bytea) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT convert_from(v, 'UTF8') $$;
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_cast WHERE castsource = 'bytea'::regtype AND casttarget = 'text'::regtype) THEN
    CREATE CAST (bytea AS text) WITH FUNCTION redshift_internal.varbyte_to_text(bytea);
    CREATE CAST (bytea AS varchar) WITH FUNCTION redshift_internal.varbyte_to_text(bytea);
  END IF;
END $do$;
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(v bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT v $$;
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(n bigint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT int8send(n) $$;
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(n integer) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT int4send(n) $$;
CREATE OR REPLACE FUNCTION redshift_internal.to_varbyte(n smallint) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$ SELECT int2send(n) $$;
CREATE OR REPLACE FUNCTION pg_catalog.to_varbyte(t text, format text) RETURNS bytea
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
BEGIN
  RETURN CASE lower(format)
    WHEN 'hex' THEN decode(CASE WHEN length(t) % 2 = 1 THEN '0' || t ELSE t END, 'hex')
    WHEN 'base64' THEN decode(t, 'base64')
    WHEN 'utf8' THEN convert_to(t, 'UTF8') WHEN 'utf-8' THEN convert_to(t, 'UTF8')
    WHEN 'binary' THEN substring(varbit_send(t::varbit) FROM 5)
    ELSE redshift_internal.unknown_format(format) END;
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.unknown_format(format text) RETURNS bytea
LANGUAGE plpgsql AS $body$ BEGIN
  RAISE EXCEPTION 'Expected a format of binary, hex, base64 or utf8 but received %', format;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.from_varbyte(v bytea, format text) RETURNS varchar
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
BEGIN
  RETURN CASE lower(format)
    WHEN 'hex' THEN encode(v, 'hex') WHEN 'base64' THEN encode(v, 'base64')
    WHEN 'utf8' THEN convert_from(v, 'UTF8') WHEN 'utf-8' THEN convert_from(v, 'UTF8')
    WHEN 'binary' THEN (SELECT string_agg(get_byte(v, i)::bit(8)::text, '' ORDER BY i)
                        FROM generate_series(0, length(v) - 1) i)
    ELSE redshift_internal.unknown_format(format)::text END;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.from_hex(t text) RETURNS bytea LANGUAGE sql IMMUTABLE AS
$$ SELECT decode(CASE WHEN length(t) % 2 = 1 THEN '0' || t ELSE t END, 'hex') $$;
CREATE OR REPLACE FUNCTION pg_catalog.to_hex(v bytea) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT encode(v, 'hex') $$;
-- Bits are counted from the right.
CREATE OR REPLACE FUNCTION pg_catalog.getbit(v bytea, place integer) RETURNS integer
LANGUAGE sql IMMUTABLE AS
$$ SELECT get_byte(v, length(v) - 1 - place / 8) >> (place % 8) & 1 $$;
`;
