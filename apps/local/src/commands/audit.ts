import { type AuditReport, auditRetention } from '@miniatura/retention';
import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { Table } from 'console-table-printer';
import { connectRetention } from '../stack/connect-retention.ts';
import { connectWarehouse } from '../stack/connect-warehouse.ts';
import { RETENTION_DAYS } from '../stack/names.ts';
import { countOf } from './count-of.ts';
import { nowOption } from './options.ts';
import { createProgram, runProgram } from './program.ts';
import { withStack } from './with-stack.ts';

const program = createProgram({
  command: 'npm run audit',
  description: `Lists S3, the database and the warehouse, and reports everything older than ${RETENTION_DAYS} days.`,
  environment: ['DATABASE_URL'],
})
  .addOption(nowOption('audit as if it were this time'))
  .option('--json', 'print the report as JSON')
  .addHelpText(
    'after',
    '\nExit status: 0 when nothing expired remains, 1 otherwise. Orphans (objects\n' +
      'without rows, rows without objects) are listed and do not change it.',
  )
  .parse();

const options = program.opts<{ now?: Date; json?: true }>();

await runProgram(program, async (choice) => {
  const report = await withStack(choice, async ({ clients, metadata }) => {
    await connectWarehouse(clients, metadata).prepareWarehouse();
    const dependencies = connectRetention(clients, metadata);
    const { now = new Date() } = options;
    return auditRetention({ ...dependencies, now: () => now });
  });
  console.log(options.json ? printableJson(report) : textOf(report));
  process.exitCode = report.isKept ? 0 : 1;
});

function textOf(report: AuditReport): string {
  const { isKept, outlivedCount, orphanCount, originalCount, thumbnailCount, rowCount } = report;
  const due =
    report.expiredCount === 0
      ? ''
      : `, ${countOf(report.expiredCount, 'row')} expired in the last hour`;
  const orphans = orphanCount === 0 ? due : `${due}, ${countOf(orphanCount, 'orphan')}`;
  const result = isKept
    ? `Nothing expired remains${orphans}`
    : `${countOf(outlivedCount, 'expired item remains', 'expired items remain')}${orphans}`;
  const checked = [
    countOf(originalCount, 'original'),
    countOf(thumbnailCount, 'thumbnail'),
    countOf(report.stagedFileCount, 'staged file'),
    `${countOf(report.lakeFileCount, 'file')} of the data lake`,
    `${countOf(rowCount, 'row')} and the warehouse`,
  ].join(', ');
  const sentence = `${result}. Checked: ${checked}, at ${report.at.toISOString()}.`;
  return [...tableOf(report), sentence].join('\n');
}

function tableOf({ findings, hasMore }: AuditReport): string[] {
  if (findings.length === 0) return [];
  const table = new Table({
    shouldDisableColors: true,
    defaultColumnOptions: { alignment: 'left' },
  });
  for (const { reason, kind, where, dueAt } of findings) {
    table.addRow({
      Finding: reason,
      What: kind,
      Where: escapeControlCharacters(where),
      Due: dueAt?.toISOString() ?? '',
    });
  }
  return [table.render(), ...(hasMore ? ['… and more'] : [])];
}
