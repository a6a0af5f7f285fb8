/** Target types of casts from SUPER, and the JSON type that each reads. */
const LAX_CASTS = [
  ['int2', 'number'],
  ['int4', 'number'],
  ['int8', 'number'],
  ['float4', 'number'],
  ['float8', 'number'],
  ['numeric', 'number'],
  ['bool', 'boolean'],
] as const;

/** A cast of SUPER to a type that does not fit returns NULL without an error. */
function laxCast([type, kind]: readonly [string, string]): string {
  // A whole number is a truth value too.
  const ofNumber = kind === 'boolean' ? "WHEN 'number' THEN (v #>> '{}')::integer::boolean" : '';
  return `
CREATE OR REPLACE FUNCTION redshift_internal.super_to_${type}(v jsonb) RETURNS ${type}
LANGUAGE plpgsql IMMUTABLE STRICT AS $body$ BEGIN
  RETURN CASE jsonb_typeof(v) WHEN '${kind}' THEN (v #>> '{}')${kind === 'number' ? '::numeric' : ''}::${type} ${ofNumber}
    WHEN 'string' THEN (v #>> '{}')::${type} END;
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $body$;
UPDATE pg_cast SET castfunc = 'redshift_internal.super_to_${type}(jsonb)'::regprocedure
WHERE castsource = 'jsonb'::regtype AND casttarget = '${type}'::regtype;`;
}

/** A cast of text in SUPER to a type of times, which is NULL for what does not fit. */
function timeCast(type: string): string {
  return `
CREATE OR REPLACE FUNCTION redshift_internal.super_to_${type}(v jsonb) RETURNS ${type}
LANGUAGE plpgsql STABLE STRICT AS $body$ BEGIN
  RETURN CASE jsonb_typeof(v) WHEN 'string' THEN (v #>> '{}')::${type} END;
EXCEPTION WHEN data_exception THEN RETURN NULL;
END $body$;
DO $do$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_cast WHERE castsource = 'jsonb'::regtype AND casttarget = '${type}'::regtype) THEN
    CREATE CAST (jsonb AS ${type}) WITH FUNCTION redshift_internal.super_to_${type}(jsonb);
  END IF;
END $do$;`;
}

const TIMES = ['date', 'time', 'timestamp', 'timestamptz'];

/** Casts of SUPER to other types. */
export const SUPER_CASTS = `${LAX_CASTS.map(laxCast).join('')}${TIMES.map(timeCast).join('')}`;
