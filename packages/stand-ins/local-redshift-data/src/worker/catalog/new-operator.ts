/** An operator by a function of redshift_internal, made unless an earlier version has made it. */
export function newOperator(
  sign: string,
  left: string,
  right: string,
  functionName: string,
): string {
  return `
DO $do$ BEGIN
  IF to_regoperator('pg_catalog.${sign}(${left},${right})') IS NULL THEN
    CREATE OPERATOR pg_catalog.${sign} (LEFTARG = ${left}, RIGHTARG = ${right},
      FUNCTION = redshift_internal.${functionName});
  END IF;
END $do$;`;
}
