import { ROLES, type TableDefinition, type ViewDefinition } from './model/definitions.ts';
import { TABLES } from './model/tables.ts';
import { VIEWS } from './model/views.ts';

type Relation = Pick<TableDefinition, 'name' | 'comment' | 'columns'>;

/** Returns every view, table and column with its type and comment, as Markdown. */
export function dataDictionary(): string {
  return [
    '# Data dictionary',
    '',
    '`npx nx run warehouse:dictionary` generates this page from the definitions of the warehouse. Redshift has',
    'the same texts as comments. Times are UTC.',
    '',
    '## Views',
    '',
    `Analysts have the role \`${ROLES.analyst}\` and read views only.`,
    '',
    ...VIEWS.flatMap(viewSection),
    '## Tables behind them',
    '',
    'Only the ETL and the administrators of the warehouse read these.',
    '',
    ...TABLES.flatMap((table) => section(table)),
  ].join('\n');
}

function viewSection(view: ViewDefinition): string[] {
  const role = view.readableBy === 'analyst' ? [] : [`Role: \`${ROLES[view.readableBy]}\`.`, ''];
  const { replacedBy } = view;
  const successor = replacedBy
    ? [`Its columns do not change. Use \`${replacedBy}\` for new queries.`, '']
    : [];
  return section(view, [...role, ...successor]);
}

function section({ name, comment, columns }: Relation, notes: readonly string[] = []): string[] {
  return [
    `### ${name}`,
    '',
    `${comment}.`,
    '',
    ...notes,
    ...markdownTable(columns.map((each) => [each.name, each.type, each.comment])),
    '',
  ];
}

/** Pads the columns as Prettier does. */
function markdownTable(rows: readonly (readonly string[])[]): string[] {
  const lines = [['column', 'type', 'meaning'], ...rows];
  const widths = [0, 1, 2].map((place) =>
    Math.max(...lines.map((line) => line[place]?.length ?? 0)),
  );
  const format = (cells: readonly string[]) =>
    `| ${cells.map((cell, place) => cell.padEnd(widths[place] ?? 0)).join(' | ')} |`;
  const rule = format(widths.map((width) => '-'.repeat(width)));
  const [header = [], ...body] = lines;
  return [format(header), rule, ...body.map(format)];
}
