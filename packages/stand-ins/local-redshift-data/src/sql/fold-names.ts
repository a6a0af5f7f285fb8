import type { Edit, SqlSource } from './scan-sql.ts';

/** PostgreSQL's name of Redshift's setting that keeps the capitals of names in quotes. */
export const CASE_SETTING = 'redshift.enable_case_sensitive_identifier';

/** Whether the value of a setting is true, as SET stores it. */
export function isOn(value: string | null | undefined): boolean {
  return value === 'true' || value === 'on';
}

/** After these stands a name of the client's: of a cursor or of a prepared statement. */
const BEFORE_OWN_NAME = new Set(['close', 'deallocate', 'declare', 'execute', 'prepare']);

/**
 * Names in quotes are in lower case too, as Redshift has them unless enable_case_sensitive_identifier is on.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_names.html
 */
export function foldNames({ tokens }: SqlSource): Edit[] {
  return tokens.flatMap(({ kind, text, start, end }, at) => {
    const isOwn = BEFORE_OWN_NAME.has(tokens[at - 1]?.text ?? '') || tokens[0]?.text === 'fetch';
    const isFolded = kind === 'quoted' && text.startsWith('"') && /[A-Z]/.test(text) && !isOwn;
    if (!isFolded) return [];
    const folded = text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
    return [{ start, end, text: Buffer.from(folded, 'latin1').toString('utf8') }];
  });
}
