/**
 * Late-binding views. One whose tables are not looked up yet, or no longer, is a view without columns
 * that depends on nothing.
 */
export const LATE_VIEWS = `
CREATE TABLE IF NOT EXISTS redshift_internal.late_view (
  id oid PRIMARY KEY, query text NOT NULL);
CREATE OR REPLACE FUNCTION redshift_internal.not_bound(name text) RETURNS boolean
LANGUAGE plpgsql STABLE AS $body$ BEGIN
  RAISE EXCEPTION 'a relation of the late-binding view % does not exist', name USING ERRCODE = '42P01';
END $body$;
CREATE OR REPLACE FUNCTION redshift_internal.without_columns(name text) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT format('CREATE VIEW %s AS SELECT WHERE redshift_internal.not_bound(%L)', name, name) $$;
-- Keeps the owner, the permissions and the comment of each view.
CREATE OR REPLACE FUNCTION redshift_internal.unbind_views(ids oid[]) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
  v record; names text; statements text[] := '{}'; each_one text;
BEGIN
  FOR v IN SELECT oid, oid::regclass::text AS name, pg_get_userbyid(relowner) AS owner, relowner, relacl,
      obj_description(oid, 'pg_class') AS comment FROM pg_class WHERE oid = ANY (ids)
  LOOP
    names := concat_ws(', ', names, v.name);
    statements := statements || redshift_internal.without_columns(v.name)
      || format('ALTER VIEW %s OWNER TO %I', v.name, v.owner)
      || format('COMMENT ON VIEW %s IS %L', v.name, v.comment)
      || format('UPDATE redshift_internal.late_view SET id = %L::regclass WHERE id = %s', v.name, v.oid)
      || ARRAY(SELECT format('GRANT %s ON %s TO %s%s', a.privilege_type, v.name,
             CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(a.grantee)) END,
             CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END)
           FROM aclexplode(v.relacl) a WHERE a.grantee <> v.relowner);
  END LOOP;
  IF names IS NULL THEN RETURN; END IF;
  EXECUTE 'DROP VIEW ' || names;
  FOREACH each_one IN ARRAY statements LOOP EXECUTE each_one; END LOOP;
END $body$;
-- Late-binding views that have columns or read another relation, and on which only other late-binding
-- views depend. A query of all columns of a view without columns has none.
CREATE OR REPLACE VIEW redshift_internal.bound_late_views AS
  SELECT c.oid FROM redshift_internal.late_view l JOIN pg_class c ON c.oid = l.id
  WHERE (c.relnatts > 0 OR EXISTS (
    SELECT FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
    WHERE r.ev_class = c.oid AND d.refclassid = 'pg_class'::regclass AND d.refobjid <> c.oid))
  AND NOT EXISTS (
    SELECT FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
    WHERE d.refobjid = c.oid AND r.ev_class <> c.oid
      AND r.ev_class NOT IN (SELECT id FROM redshift_internal.late_view));
CREATE OR REPLACE FUNCTION pg_catalog.pg_get_late_binding_view_cols() RETURNS SETOF record
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS $$
  SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod)::varchar, a.attnum::integer
  FROM redshift_internal.late_view l JOIN pg_class c ON c.oid = l.id
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY n.nspname, c.relname, a.attnum $$;
`;
