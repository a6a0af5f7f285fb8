import { join } from 'node:path';
import { Table } from 'console-table-printer';
import type { DataDirectory } from './data-directory.ts';
import type { ImportResult } from './import-pictures.ts';
import { THUMBNAILS_BUCKET } from './names.ts';

const MOST_REFUSALS_LISTED = 30;

/** A table of what became of the files, why some were refused, and where the thumbnails are. */
export function importSummary(
  results: readonly ImportResult[],
  { durationMs, data }: { readonly durationMs: number; readonly data: DataDirectory },
): string {
  const seconds = durationMs / 1000;
  const perSecond = results.length / seconds;
  return [
    ...refusals(results),
    countTable(results),
    `${results.length} files in ${seconds.toFixed(1)} s, ${perSecond.toFixed(1)} a second.`,
    `Thumbnails: ${join(data.s3, 'buckets', THUMBNAILS_BUCKET)} (and s3://${THUMBNAILS_BUCKET}).`,
    'What there is: npm run images',
  ].join('\n');
}

function countTable(results: readonly ImportResult[]): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'what', title: 'Result', alignment: 'left' },
      { name: 'count', title: 'Files', alignment: 'right' },
    ],
  });
  const groups = Map.groupBy(results, whatOf);
  for (const [what, group] of [...groups].toSorted()) table.addRow({ what, count: group.length });
  return table.render();
}

function whatOf({ status, code }: ImportResult): string {
  return code === null ? status : `${status}: ${code}`;
}

function refusals(results: readonly ImportResult[]): string[] {
  const refused = results.filter(({ code }) => code !== null);
  const lines = refused
    .slice(0, MOST_REFUSALS_LISTED)
    .map(({ file, code, message }) => `${file}\n  ${code}: ${message}`);
  const rest = refused.length - lines.length;
  return rest > 0 ? [...lines, `… and ${rest} more; --json tells all.`] : lines;
}
