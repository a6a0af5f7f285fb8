import { type ColumnRef, type FuncCall, type Node, parse, type SelectStmt } from 'libpg-query';
import type { TableDefinition, ViewDefinition } from './model/definitions.ts';
import { TABLES } from './model/tables.ts';

/** Columns of tables from which a value is computed; a table stands for the number of its rows. */
type Sources = ReadonlySet<string>;

/** A table or a subquery in FROM. */
interface Relation {
  /** Its alias or its name, by which the query refers to it. */
  readonly name: string;
  /** The table whose rows `COUNT(*)` counts. */
  readonly table: string;
  readonly columns: ReadonlyMap<string, Sources>;
}

/** Functions whose first argument is a unit such as `day`, which the parser reads as a column. */
const WITH_UNIT = new Set(['dateadd', 'datediff']);

/**
 * Returns the sources of each column of a view: the columns of tables from which its value is
 * computed, such as `warehouse.fact_image.uploaded_day`.
 * @throws TypeError if the query refers to an unknown table or column
 */
export async function viewSources(
  view: Pick<ViewDefinition, 'columns' | 'select'>,
): Promise<ReadonlyMap<string, Sources>> {
  const { stmts = [] } = await parse(view.select);
  const outputs = outputsOf(selectOf(stmts[0]?.stmt));
  return new Map(
    view.columns.map(({ name }, index) => [name, outputs[index]?.[1] ?? unknown('column', name)]),
  );
}

function unknown(kind: string, name: string): never {
  throw new TypeError(`Expected a known ${kind} in the query of a view but received ${name}`);
}

function selectOf(node: Node | undefined): SelectStmt {
  return node !== undefined && 'SelectStmt' in node ? node.SelectStmt : unknown('statement', '');
}

/** Returns the name and the sources of each column of a query, in order. */
function outputsOf({ fromClause = [], targetList = [] }: SelectStmt): [string, Sources][] {
  const relations = fromClause.flatMap(relationsOf);
  return targetList.map((target) => {
    const { name, val } = 'ResTarget' in target ? target.ResTarget : unknown('item', '');
    const lastName = val !== undefined && 'ColumnRef' in val ? namesOf(val.ColumnRef).at(-1) : '';
    return [name ?? lastName ?? '', new Set(sourcesOf(val, relations))];
  });
}

function relationsOf(node: Node): Relation[] {
  if ('JoinExpr' in node) {
    const { larg, rarg } = node.JoinExpr;
    return [larg, rarg].flatMap((side) => (side === undefined ? [] : relationsOf(side)));
  }
  if ('RangeSubselect' in node) {
    const { alias, subquery } = node.RangeSubselect;
    const select = selectOf(subquery);
    const [first] = (select.fromClause ?? []).flatMap(relationsOf);
    return [
      {
        name: alias?.aliasname ?? '',
        table: first?.table ?? '',
        columns: new Map(outputsOf(select)),
      },
    ];
  }
  if (!('RangeVar' in node)) return unknown('item of FROM', Object.keys(node).join());
  const { schemaname, relname = '', alias } = node.RangeVar;
  const table = findTable(`${schemaname}.${relname}`);
  return [
    {
      name: alias?.aliasname ?? relname,
      table: table.name,
      columns: new Map(table.columns.map(({ name }) => [name, new Set([`${table.name}.${name}`])])),
    },
  ];
}

function findTable(wanted: string): TableDefinition {
  return TABLES.find(({ name }) => name === wanted) ?? unknown('table', wanted);
}

function namesOf({ fields = [] }: ColumnRef): string[] {
  return fields.map((field) => ('String' in field ? (field.String.sval ?? '') : '*'));
}

/** Returns the sources of an expression, in the order in which it names them. */
function sourcesOf(value: unknown, relations: readonly Relation[]): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('ColumnRef' in value) return [...columnSources(value.ColumnRef as ColumnRef, relations)];
  if ('FuncCall' in value) return callSources(value.FuncCall as FuncCall, relations);
  return Object.values(value).flatMap((child) => sourcesOf(child, relations));
}

function columnSources(ref: ColumnRef, relations: readonly Relation[]): Sources {
  const names = namesOf(ref);
  const [column = '', relation] = names.toReversed();
  const candidates = relations.filter(({ name }) => relation === undefined || name === relation);
  const found = candidates.find(({ columns }) => columns.has(column));
  return found?.columns.get(column) ?? unknown('column', names.join('.'));
}

function callSources(call: FuncCall, relations: readonly Relation[]): string[] {
  const { funcname = [], args = [], agg_star: countsRows, ...others } = call;
  const name = funcname.map((part) => ('String' in part ? part.String.sval : '')).at(-1) ?? '';
  const values = WITH_UNIT.has(name) ? args.slice(1) : args;
  const rows = countsRows ? relations.slice(0, 1).map(({ table }) => table) : [];
  return [...rows, ...sourcesOf([values, others], relations)];
}
