import {
  type ColumnDefinition,
  ROLES,
  type TableDefinition,
  type ViewDefinition,
} from './model/definitions.ts';
import { TABLES } from './model/tables.ts';
import { VIEWS } from './model/views.ts';
import { viewSources } from './view-sources.ts';

/** Returns every view, table and column with its type and comment, as Markdown. */
export async function dataDictionary(): Promise<string> {
  return [
    '# Data dictionary',
    '',
    '`npx nx run warehouse:dictionary` generates this page from the definitions of the warehouse. Redshift has',
    'the same texts as comments. Times are UTC.',
    '',
    '## Views',
    '',
    `Analysts have the role \`${ROLES.analyst}\` and read views only. The sources of a column are the columns of`,
    'tables from which its value is computed. A table as a source stands for the number of its rows.',
    '',
    ...(await Promise.all(VIEWS.map(viewSection))).flat(),
    '## Tables behind them',
    '',
    'Only the ETL and the administrators of the warehouse read these.',
    '',
    ...TABLES.flatMap(tableSection),
  ].join('\n');
}

async function viewSection(view: ViewDefinition): Promise<string[]> {
  const { columns, readableBy, replacedBy } = view;
  const role = readableBy === 'analyst' ? [] : [`Role: \`${ROLES[readableBy]}\`.`, ''];
  const successor = replacedBy
    ? [`Its columns do not change. Use \`${replacedBy}\` for new queries.`, '']
    : [];
  const sources = await viewSources(view);
  const rows = columns.map((each) => [
    ...cellsOf(each),
    [...(sources.get(each.name) ?? [])].join(', '),
  ]);
  return section(view, [
    ...role,
    ...successor,
    ...markdownTable([[...HEADER, 'sources'], ...rows]),
  ]);
}

function tableSection(table: TableDefinition): string[] {
  return section(table, markdownTable([HEADER, ...table.columns.map(cellsOf)]));
}

const HEADER = ['column', 'type', 'meaning'] as const;

function cellsOf({ name, type, comment }: ColumnDefinition): readonly string[] {
  return [name, type, comment];
}

function section(
  { name, comment }: Pick<TableDefinition, 'name' | 'comment'>,
  lines: readonly string[],
): string[] {
  return [`### ${name}`, '', `${comment}.`, '', ...lines, ''];
}

/** Formats rows, of which the first is the header, and pads the columns as Prettier does. */
function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const [header = [], ...body] = rows;
  const widths = header.map((_, place) => Math.max(...rows.map((row) => row[place]?.length ?? 0)));
  const format = (cells: readonly string[]) =>
    `| ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`;
  const rule = format(widths.map((width) => '-'.repeat(width)));
  return [format(header), rule, ...body.map(format)];
}
