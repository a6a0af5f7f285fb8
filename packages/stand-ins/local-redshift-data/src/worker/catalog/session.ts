/** System functions about the user and the cluster. */
export const SESSION = `
CREATE OR REPLACE FUNCTION pg_catalog.current_user_id() RETURNS integer LANGUAGE sql STABLE AS
$$ SELECT oid::integer FROM pg_roles WHERE rolname = current_user $$;
CREATE OR REPLACE FUNCTION pg_catalog.user_is_member_of(member text, granted text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT pg_has_role(member::name, granted::name, 'member') $$;
CREATE OR REPLACE FUNCTION pg_catalog.role_is_member_of(member text, granted text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT pg_has_role(member::name, granted::name, 'member') $$;
-- Any name is that of the single database.
CREATE OR REPLACE FUNCTION redshift_internal.has_database_privilege(database text, privilege text) RETURNS boolean
LANGUAGE sql STABLE AS $$ SELECT pg_catalog.has_database_privilege(current_database(), privilege) $$;
CREATE OR REPLACE FUNCTION redshift_internal.has_database_privilege(member text, database text, privilege text)
RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT pg_catalog.has_database_privilege(member::name, current_database(), privilege) $$;
-- What EXECUTE runs in a procedure: translated text of a few statements, and nothing that leaves the
-- role. An unknown text is an error that the procedure cannot catch, and is translated outside.
CREATE OR REPLACE FUNCTION redshift_internal.checked_sql(t text) RETURNS text
LANGUAGE plpgsql VOLATILE AS $body$
DECLARE
  -- Text is cast to jsonb as it is, and to json by parsing it.
  known jsonb := nullif(current_setting('redshift.dynamic_sql', true), '')::json::jsonb;
  translated text := coalesce(known -> t ->> 'sql', t);
  plain text := lower(translated);
BEGIN
  IF known -> t ->> 'error' IS NOT NULL THEN
    RAISE EXCEPTION '%', known -> t ->> 'error' USING ERRCODE = 'syntax_error';
  END IF;
  IF t IS NOT NULL AND NOT jsonb_exists_any(known, ARRAY[t, '']) THEN
    RAISE EXCEPTION 'redshift_dynamic_sql' USING ERRCODE = 'assert_failure', DETAIL = t;
  END IF;
  IF plain !~ '^[\\s(]*(select|with|insert|update|delete|merge|truncate|analyze|lock|call|grant|revoke|comment|refresh|(create|drop|alter)\\s+(or\\s+replace\\s+)?((local\\s+)?temp(orary)?\\s+|materialized\\s+)?(table|view|schema))\\M'
    OR plain ~ '(set_config|authorization|\\mrole\\M.*\\mset\\M|\\mset\\M\\s*(local|session|/\\*|--)*\\s*role\\M|\\mpg_read|\\mpg_ls|\\mlo_|\\mcopy\\M|u&")'
  THEN
    RAISE EXCEPTION 'not supported by local-redshift-data: EXECUTE of %', left(t, 100);
  END IF;
  RETURN translated;
END $body$;
-- The error of a call whose EXCEPTION block has handled it. Nothing of the caller's can run after it.
CREATE OR REPLACE FUNCTION redshift_internal.throw_after_call(message text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $body$
DECLARE
  stack text;
BEGIN
  GET DIAGNOSTICS stack = PG_CONTEXT;
  IF (SELECT count(*) FROM pg_catalog.regexp_matches(stack, '^PL/pgSQL function', 'gn')) > 2 THEN
    RAISE EXCEPTION 'not supported by local-redshift-data: an EXCEPTION block in a procedure that another one calls'
      USING ERRCODE = 'assert_failure';
  END IF;
  PERFORM pg_catalog.set_config('redshift.handled_error', message, false);
END $body$;
-- ALTER TABLE APPEND: rows go from one table to the other, by the names of columns.
CREATE OR REPLACE FUNCTION redshift_internal.append_table(target regclass, source regclass,
  ignores boolean, fills boolean) RETURNS void LANGUAGE plpgsql AS $body$
DECLARE
  r record; names text := '';
BEGIN
  FOR r IN SELECT coalesce(s.attname, t.attname) AS name, s.attname IS NOT NULL AS is_given, t.attname IS NOT NULL AS is_taken,
      (s.atttypid, s.atttypmod) = (t.atttypid, t.atttypmod) AS is_same
    FROM (SELECT * FROM pg_attribute WHERE attrelid = source AND attnum > 0 AND NOT attisdropped) s
    FULL JOIN (SELECT * FROM pg_attribute WHERE attrelid = target AND attnum > 0 AND NOT attisdropped) t ON s.attname = t.attname
  LOOP
    IF r.is_given AND r.is_taken THEN
      IF NOT r.is_same THEN RAISE EXCEPTION 'ALTER TABLE APPEND: column "%" has another type in %', r.name, source; END IF;
      names := names || CASE WHEN names = '' THEN '' ELSE ', ' END || quote_ident(r.name);
    ELSIF r.is_given AND NOT ignores THEN
      RAISE EXCEPTION 'ALTER TABLE APPEND: column "%" is not in %: IGNOREEXTRA drops its values', r.name, target;
    ELSIF r.is_taken AND NOT fills THEN
      RAISE EXCEPTION 'ALTER TABLE APPEND: column "%" is not in %: FILLTARGET fills it', r.name, source;
    END IF;
  END LOOP;
  IF names = '' THEN RAISE EXCEPTION 'ALTER TABLE APPEND: % and % have no column in common', target, source; END IF;
  EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s', target, names, names, source);
  EXECUTE format('DELETE FROM %s', source);
END $body$;
-- Of the last COPY and UNLOAD in the same batch.
CREATE OR REPLACE FUNCTION pg_catalog.pg_last_copy_count() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('redshift.last_copy_count', true), ''), '0')::bigint $$;
CREATE OR REPLACE FUNCTION pg_catalog.pg_last_unload_count() RETURNS bigint LANGUAGE sql STABLE AS
$$ SELECT coalesce(nullif(current_setting('redshift.last_unload_count', true), ''), '0')::bigint $$;
-- Tools detect Redshift by its version. Only what PostgreSQL inlines replaces a built-in function, so that
-- it is not immutable.
CREATE OR REPLACE FUNCTION pg_catalog.version() RETURNS text LANGUAGE sql STABLE AS
$$ SELECT 'PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2 20041017 (Red Hat 3.4.2-6.fc3), Redshift 1.0.0 (local-redshift-data)'::text $$;
-- There is one slice.
CREATE OR REPLACE FUNCTION pg_catalog.slice_num() RETURNS integer LANGUAGE sql IMMUTABLE AS
$$ SELECT 0 $$;
CREATE OR REPLACE VIEW pg_catalog.redshift_attrdef AS
  SELECT oid, adrelid, adnum, adbin, pg_get_expr(adbin, adrelid) AS adsrc FROM pg_attrdef;
CREATE OR REPLACE VIEW pg_catalog.redshift_user AS
  SELECT usename, usesysid, usecreatedb, usesuper, usesuper AS usecatupd, passwd, valuntil, useconfig FROM pg_user;
GRANT SELECT ON pg_catalog.redshift_attrdef, pg_catalog.redshift_user TO PUBLIC;
-- Columns of PostgreSQL 15 and 16 that later versions name differently: psql 15 and 16 read them.
CREATE OR REPLACE FUNCTION pg_catalog.daticulocale(pg_database) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT $1.datlocale $$;
CREATE OR REPLACE FUNCTION pg_catalog.colliculocale(pg_collation) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT $1.colllocale $$;
-- The type ids of SUPER and VARBYTE in results, which drivers of PostgreSQL look up.
INSERT INTO pg_catalog.pg_type
  SELECT (json_populate_record(t, '{"oid": "4000", "typname": "super", "typarray": "0"}')).*
  FROM pg_catalog.pg_type t WHERE t.oid = 'jsonb'::regtype
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type WHERE oid = 4000);
INSERT INTO pg_catalog.pg_type
  SELECT (json_populate_record(t, '{"oid": "6551", "typname": "varbyte", "typarray": "0"}')).*
  FROM pg_catalog.pg_type t WHERE t.oid = 'bytea'::regtype
  AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_type WHERE oid = 6551);
CREATE OR REPLACE FUNCTION pg_catalog.pg_get_cols(relation text) RETURNS SETOF record
LANGUAGE sql STABLE AS $$
  SELECT n.nspname, c.relname, a.attname,
    format_type(a.atttypid, a.atttypmod)::varchar, a.attnum::integer
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.oid = to_regclass(relation) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum $$;
`;
