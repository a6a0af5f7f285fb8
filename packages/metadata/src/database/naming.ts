import {
  CamelCasePlugin,
  type KyselyPlugin,
  type PluginTransformResultArgs,
  type QueryResult,
  type UnknownRow,
} from 'kysely';

/**
 * kysely's plugin converts each name and value of each row. The rows of a result have the same
 * columns, so that this plugin converts their names once: an image has about fifty columns, and an
 * ETL reads many images.
 */
class NamingPlugin extends CamelCasePlugin {
  override async transformResult({
    result,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows;
    if (first === undefined) return result;
    const names = Object.keys(first).map((column) => this.camelCase(column));
    return { ...result, rows: result.rows.map((row) => namedRow(names, row)) };
  }
}

function namedRow(names: readonly string[], row: UnknownRow): UnknownRow {
  const values = Object.values(row);
  const named: UnknownRow = {};
  for (let index = 0; index < names.length; index += 1) named[names[index]!] = values[index];
  return named;
}

/**
 * Names are in snake case in SQL and in camel case in rows. The keys of JSON values are unchanged.
 */
export const NAMING: KyselyPlugin[] = [new NamingPlugin({ maintainNestedObjectKeys: true })];
