import {
  CamelCasePlugin,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type QueryId,
  type QueryResult,
  type RootOperationNode,
  type UnknownRow,
} from 'kysely';
import { rowMaker } from './row-maker.ts';

/**
 * kysely's plugin converts each name and value of each row. The rows of a result have the same
 * columns, so that this plugin converts their names once: an image has about fifty columns, and an
 * ETL reads many images. A driver that makes rows itself gives them their names, which takes no
 * second pass.
 */
class NamingPlugin extends CamelCasePlugin {
  readonly #queries = new WeakSet<QueryId>();

  override transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    this.#queries.add(args.queryId);
    return super.transformQuery(args);
  }

  override async transformResult({
    result,
  }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows;
    if (first === undefined) return result;
    const columns = Object.keys(first);
    const names = columns.map((column) => this.camelCaseOf(column));
    if (names.every((name, place) => name === columns[place])) return result;
    const named = rowMaker(names, (row: UnknownRow, place) => row[columns[place]!]);
    return { ...result, rows: result.rows.map(named) };
  }

  hasQuery(queryId: QueryId): boolean {
    return this.#queries.has(queryId);
  }

  camelCaseOf(column: string): string {
    return this.camelCase(column);
  }
}

const plugin = new NamingPlugin({ maintainNestedObjectKeys: true });

/**
 * Names are in snake case in SQL and in camel case in rows. The keys of JSON values are unchanged.
 */
export const NAMING: KyselyPlugin[] = [plugin];

/** Returns true if the rows of the query have names in camel case. */
export function hasNaming(queryId: QueryId): boolean {
  return plugin.hasQuery(queryId);
}

/** Returns the name in a row of a column. */
export function camelCaseOf(column: string): string {
  return plugin.camelCaseOf(column);
}
