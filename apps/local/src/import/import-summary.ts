import { join } from 'node:path';
import { escapeControlCharacters } from '@miniatura/text';
import { Table } from 'console-table-printer';
import { countOf } from '../commands/count-of.ts';
import { THUMBNAILS_BUCKET } from '../stack/names.ts';
import { printedCommand, type StackChoice } from '../stack/stack-choice.ts';
import type { ImportTally } from './import-tally.ts';
import { describeVisibility } from './import-user.ts';

export interface ImportCircumstances {
  readonly durationMs: number;
  readonly choice: StackChoice;
  /** The name of the user who owns the images. */
  readonly username: string;
  /** The address of the page that shows the images. */
  readonly page: string;
}

/**
 * Summarizes an import: a table of results, reasons of files not processed, and who sees the
 * images.
 */
export function importSummary(
  tally: ImportTally,
  { durationMs, choice, username, page }: ImportCircumstances,
): string {
  const seconds = durationMs / 1000;
  const perSecond = tally.fileCount / seconds;
  const known = tally.knownCount > 0 ? ` ${tally.knownCount} had been uploaded before.` : '';
  return [
    ...reasonLines(tally),
    ...(tally.counts.size > 0 ? [countTable(tally.counts)] : []),
    `${countOf(tally.fileCount, 'file')} in ${seconds.toFixed(1)} s, ${perSecond.toFixed(1)} a second.${known}`,
    ...(tally.imageCount > 0
      ? [
          `${describeVisibility(username)}: open ${page} and sign in.`,
          `Thumbnails: ${join(choice.data.s3, 'buckets', THUMBNAILS_BUCKET)} (and s3://${THUMBNAILS_BUCKET}).`,
        ]
      : []),
    `List of images: ${printedCommand('npm run images', choice)}`,
    ...(tally.counts.has('failed: dead-letter')
      ? [`Reasons of failed events: ${printedCommand('npm run failures', choice)}`]
      : []),
  ].join('\n');
}

/** Only the table, for a run that uploads nothing. */
export function countTable(counts: ReadonlyMap<string, number>): string {
  const table = new Table({
    shouldDisableColors: true,
    columns: [
      { name: 'what', title: 'Result', alignment: 'left' },
      { name: 'count', title: 'Files', alignment: 'right' },
    ],
  });
  for (const [what, count] of [...counts].toSorted()) table.addRow({ what, count });
  return table.render();
}

/** Lists the reasons of files that were not processed. */
export function reasonLines({ reasons, reasonCount }: ImportTally): string[] {
  const lines = reasons.map(
    ({ file, code, message }) => `${escapeControlCharacters(file)}\n  ${code}: ${message}`,
  );
  const rest = reasonCount - reasons.length;
  return rest > 0 ? [...lines, `… and ${rest} more; --json lists all.`] : lines;
}
