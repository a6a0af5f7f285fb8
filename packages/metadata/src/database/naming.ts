import {
  CamelCasePlugin,
  type KyselyPlugin,
  type PluginTransformResultArgs,
  type QueryResult,
  type UnknownRow,
} from 'kysely';
import { rowMaker } from './row-maker.ts';

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
    const columns = Object.keys(first);
    const names = columns.map((column) => this.camelCase(column));
    const named = rowMaker(names, (row: UnknownRow, place) => row[columns[place]!]);
    return { ...result, rows: result.rows.map(named) };
  }
}

/**
 * Names are in snake case in SQL and in camel case in rows. The keys of JSON values are unchanged.
 */
export const NAMING: KyselyPlugin[] = [new NamingPlugin({ maintainNestedObjectKeys: true })];
