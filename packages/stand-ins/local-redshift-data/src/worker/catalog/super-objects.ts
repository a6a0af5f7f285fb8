/** Functions that make another object from an object of SUPER. */
export const SUPER_OBJECTS = `
-- The names of all attributes, also of objects within others and in arrays.
CREATE OR REPLACE FUNCTION redshift_internal.renamed(v jsonb, is_lower boolean) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE
  result jsonb;
BEGIN
  IF jsonb_typeof(v) = 'array' THEN
    RETURN (SELECT coalesce(jsonb_agg(redshift_internal.renamed(part, is_lower) ORDER BY at), '[]')
      FROM jsonb_array_elements(v) WITH ORDINALITY parts(part, at));
  END IF;
  IF jsonb_typeof(v) IS DISTINCT FROM 'object' THEN RETURN v; END IF;
  SELECT coalesce(jsonb_object_agg(CASE WHEN is_lower THEN lower(key) ELSE upper(key) END,
    redshift_internal.renamed(value, is_lower)), '{}') INTO result FROM jsonb_each(v);
  IF (SELECT count(*) FROM jsonb_object_keys(v)) <> (SELECT count(*) FROM jsonb_object_keys(result)) THEN
    RAISE EXCEPTION 'SUPER value has duplicate attributes after case conversion.';
  END IF;
  RETURN result;
END $body$;
CREATE OR REPLACE FUNCTION pg_catalog.lower_attribute_names(v jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.renamed(v, true) $$;
CREATE OR REPLACE FUNCTION pg_catalog.upper_attribute_names(v jsonb) RETURNS jsonb
LANGUAGE sql IMMUTABLE AS $$ SELECT redshift_internal.renamed(v, false) $$;
-- Sets the value at a path, and creates the objects on the way to it.
CREATE OR REPLACE FUNCTION redshift_internal.with_path(v jsonb, path text[], value jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $body$ BEGIN
  IF cardinality(path) = 0 THEN RETURN value; END IF;
  RETURN CASE jsonb_typeof(v) WHEN 'object' THEN v ELSE '{}' END || jsonb_build_object(
    path[1], redshift_internal.with_path(v -> path[1], path[2:], value));
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.object_transform(v jsonb, kept text, paths text, new_values jsonb)
RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $body$
DECLARE
  result jsonb := '{}'; path text[]; each_one json; place integer := 0;
BEGIN
  IF jsonb_typeof(v) IS DISTINCT FROM 'object' THEN RETURN v; END IF;
  FOR each_one IN SELECT json_array_elements(kept::json) LOOP
    path := ARRAY(SELECT json_array_elements_text(each_one));
    IF v #> path IS NOT NULL THEN result := redshift_internal.with_path(result, path, v #> path); END IF;
  END LOOP;
  FOR each_one IN SELECT json_array_elements(paths::json) LOOP
    path := ARRAY(SELECT json_array_elements_text(each_one));
    result := redshift_internal.with_path(result, path, new_values -> place);
    place := place + 1;
  END LOOP;
  RETURN result;
END $body$;
`;
