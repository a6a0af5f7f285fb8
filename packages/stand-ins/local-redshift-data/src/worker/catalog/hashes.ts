const INTEGERS: readonly (readonly [type: string, send: string])[] = [
  ['smallint', 'int2send'],
  ['integer', 'int4send'],
  ['bigint', 'int8send'],
];

/** Hashes a number by its bytes, the lowest first. */
function hashOf([type, send]: (typeof INTEGERS)[number]): string {
  return `
CREATE OR REPLACE FUNCTION pg_catalog.fnv_hash(n ${type}, seed bigint DEFAULT -3750763034362895579)
RETURNS bigint LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.fnv_hash(pg_catalog.reverse(${send}(n)), seed) $$;`;
}

/** Hash functions for text and VARBYTE, which return hexadecimal digits or numbers. */
export const HASHES = `
CREATE OR REPLACE FUNCTION pg_catalog.sha2(v bytea, bits integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(CASE bits WHEN 224 THEN sha224(v) WHEN 384 THEN sha384(v)
    WHEN 512 THEN sha512(v) WHEN 256 THEN sha256(v) WHEN 0 THEN sha256(v) END, 'hex') $$;
CREATE OR REPLACE FUNCTION pg_catalog.sha2(t text, bits integer) RETURNS text
LANGUAGE sql IMMUTABLE AS $$
  SELECT pg_catalog.sha2(convert_to(t, 'UTF8'), bits) $$;
-- Redshift's CRC32 is CRC-32C.
CREATE OR REPLACE FUNCTION redshift_internal.crc32(t text) RETURNS varchar
LANGUAGE sql IMMUTABLE AS
$$ SELECT lpad(pg_catalog.to_hex(pg_catalog.crc32c(convert_to(t, 'UTF8'))), 8, '0') $$;
-- SHA-1 as RFC 3174 has it: PostgreSQL lacks it.
CREATE OR REPLACE FUNCTION pg_catalog.sha1(v bytea) RETURNS varchar
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  mask constant bigint := 4294967295;
  padded bytea := v || '\\x80' || decode(repeat('00', (119 - length(v) % 64) % 64), 'hex')
    || int8send(length(v)::bigint * 8);
  h bigint[] := ARRAY[1732584193, 4023233417, 2562383102, 271733878, 3285377520];
  w bigint[]; a bigint; b bigint; c bigint; d bigint; e bigint; f bigint; k bigint; x bigint;
BEGIN
  FOR block IN 0..length(padded) / 64 - 1 LOOP
    w := '{}';
    FOR i IN 0..15 LOOP
      x := 0;
      FOR j IN 0..3 LOOP x := (x << 8) | get_byte(padded, block * 64 + i * 4 + j); END LOOP;
      w := w || x;
    END LOOP;
    FOR i IN 17..80 LOOP
      x := w[i - 3] # w[i - 8] # w[i - 14] # w[i - 16];
      w := w || (((x << 1) | (x >> 31)) & mask);
    END LOOP;
    a := h[1]; b := h[2]; c := h[3]; d := h[4]; e := h[5];
    FOR i IN 1..80 LOOP
      IF i <= 20 THEN f := (b & c) | (~b & mask & d); k := 1518500249;
      ELSIF i <= 40 THEN f := b # c # d; k := 1859775393;
      ELSIF i <= 60 THEN f := (b & c) | (b & d) | (c & d); k := 2400959708;
      ELSE f := b # c # d; k := 3395469782; END IF;
      x := ((((a << 5) | (a >> 27)) & mask) + f + e + k + w[i]) & mask;
      e := d; d := c; c := ((b << 30) | (b >> 2)) & mask; b := a; a := x;
    END LOOP;
    h := ARRAY[(h[1] + a) & mask, (h[2] + b) & mask, (h[3] + c) & mask, (h[4] + d) & mask, (h[5] + e) & mask];
  END LOOP;
  RETURN (SELECT string_agg(lpad(to_hex(part), 8, '0'), '' ORDER BY at)
    FROM unnest(h) WITH ORDINALITY parts(part, at));
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.sha1(t text) RETURNS varchar LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.sha1(convert_to(t, 'UTF8')) $$;
CREATE OR REPLACE FUNCTION pg_catalog.sha(t text) RETURNS varchar LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.sha1(convert_to(t, 'UTF8')) $$;
CREATE OR REPLACE FUNCTION pg_catalog.func_sha1(t text) RETURNS varchar LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.sha1(convert_to(t, 'UTF8')) $$;
-- FNV-1a of 64 bits. The product is taken in two halves, for a bigint must not overflow.
CREATE OR REPLACE FUNCTION pg_catalog.fnv_hash(v bytea, seed bigint) RETURNS bigint
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  modulus constant numeric := 18446744073709551616;
  state bigint := seed; product numeric;
BEGIN
  FOR i IN 0..length(v) - 1 LOOP
    state := state # get_byte(v, i)::bigint;
    product := mod((CASE WHEN state < 0 THEN state + modulus ELSE state END) * 1099511628211, modulus);
    state := CASE WHEN product >= modulus / 2 THEN product - modulus ELSE product END;
  END LOOP;
  RETURN state;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.fnv_hash(t text, seed bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.fnv_hash(convert_to(t, 'UTF8'), seed) $$;
CREATE OR REPLACE FUNCTION pg_catalog.fnv_hash(t text) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.fnv_hash(convert_to(t, 'UTF8'), -3750763034362895579) $$;
${INTEGERS.map(hashOf).join('')}
CREATE OR REPLACE FUNCTION pg_catalog.fnv_hash(b boolean, seed bigint DEFAULT -3750763034362895579)
RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.fnv_hash(boolsend(b), seed) $$;
-- MurmurHash3 of 32 bits. A product is taken in two halves, for a bigint must not overflow.
CREATE OR REPLACE FUNCTION redshift_internal.product_32(a bigint, b bigint) RETURNS bigint
LANGUAGE sql IMMUTABLE AS
$$ SELECT ((a & 65535) * b + ((((a >> 16) * b) & 65535) << 16)) & 4294967295 $$;
CREATE OR REPLACE FUNCTION redshift_internal.rotated_32(a bigint, n integer) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT ((a << n) | (a >> (32 - n))) & 4294967295 $$;
CREATE OR REPLACE FUNCTION pg_catalog.murmur3_32_hash(v bytea, seed integer DEFAULT 0) RETURNS integer
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$
DECLARE
  h bigint := seed::bigint & 4294967295; k bigint; size integer := length(v);
BEGIN
  FOR start IN 0..size - 1 BY 4 LOOP
    k := 0;
    FOR i IN REVERSE least(start + 3, size - 1)..start LOOP k := (k << 8) | get_byte(v, i); END LOOP;
    k := redshift_internal.product_32(k, 3432918353);
    h := h # redshift_internal.product_32(redshift_internal.rotated_32(k, 15), 461845907);
    IF start + 4 <= size THEN
      h := (redshift_internal.rotated_32(h, 13) * 5 + 3864292196) & 4294967295;
    END IF;
  END LOOP;
  h := h # size;
  h := redshift_internal.product_32(h # (h >> 16), 2246822507);
  h := redshift_internal.product_32(h # (h >> 13), 3266489909);
  h := h # (h >> 16);
  RETURN CASE WHEN h > 2147483647 THEN h - 4294967296 ELSE h END;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.murmur3_32_hash(t text, seed integer DEFAULT 0) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT pg_catalog.murmur3_32_hash(convert_to(t, 'UTF8'), seed) $$;
${INTEGERS.map(
  ([type, send]) => `
CREATE OR REPLACE FUNCTION pg_catalog.murmur3_32_hash(n ${type}, seed integer DEFAULT 0) RETURNS integer
LANGUAGE sql IMMUTABLE AS
$$ SELECT pg_catalog.murmur3_32_hash(pg_catalog.reverse(${send}(n)), seed) $$;`,
).join('')}
`;
