/**
 * AVG of integers is an integer in Redshift: the built-in aggregates get another final function.
 */
export const AVERAGES = `
CREATE OR REPLACE FUNCTION redshift_internal.truncated_average(state bigint[]) RETURNS bigint
LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN state[1] > 0 THEN state[2] / state[1] END $$;
CREATE OR REPLACE FUNCTION redshift_internal.add_to_average(state numeric[], value bigint)
RETURNS numeric[] LANGUAGE sql IMMUTABLE AS $$ SELECT CASE WHEN value IS NULL THEN state
  ELSE ARRAY[state[1] + 1, state[2] + value] END $$;
CREATE OR REPLACE FUNCTION redshift_internal.truncated_average(state numeric[]) RETURNS bigint
LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN state[1] > 0 THEN trunc(state[2] / state[1])::bigint END $$;
UPDATE pg_proc SET prorettype = 'bigint'::regtype
  WHERE oid IN ('avg(smallint)'::regprocedure, 'avg(integer)'::regprocedure,
                'avg(bigint)'::regprocedure);
UPDATE pg_aggregate SET
    aggfinalfn = 'redshift_internal.truncated_average(bigint[])'::regprocedure,
    aggmfinalfn = 'redshift_internal.truncated_average(bigint[])'::regprocedure
  WHERE aggfnoid IN ('avg(smallint)'::regprocedure, 'avg(integer)'::regprocedure);
UPDATE pg_aggregate SET
    aggtransfn = 'redshift_internal.add_to_average(numeric[], bigint)'::regprocedure,
    aggfinalfn = 'redshift_internal.truncated_average(numeric[])'::regprocedure,
    aggcombinefn = 0, aggserialfn = 0, aggdeserialfn = 0, aggmtransfn = 0, aggminvtransfn = 0,
    aggmfinalfn = 0, aggtranstype = 'numeric[]'::regtype, aggtransspace = 0, aggmtranstype = 0,
    aggmtransspace = 0, agginitval = '{0,0}', aggminitval = NULL
  WHERE aggfnoid = 'avg(bigint)'::regprocedure;
`;
