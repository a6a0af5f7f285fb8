import { IMAGE_STATUSES, type ImageRecord, type ImageStatus } from '@miniatura/metadata';
import { escapeControlCharacters, printableJson } from '@miniatura/text';
import { Option } from 'commander';
import { Table } from 'console-table-printer';
import { openDatabase } from '../stack/open-database.ts';
import { newestImages } from './newest-images.ts';
import { countParser } from './options.ts';
import { createProgram, runProgram } from './program.ts';

const program = createProgram({
  command: 'npm run images',
  description: 'Lists the images, newest upload first.',
  environment: ['DATABASE_URL'],
})
  .option('--limit <number>', 'maximum number of images, 1 to 1000', countParser(1000), 50)
  .addOption(
    new Option('--status <status>', 'only images with this status').choices(IMAGE_STATUSES),
  )
  .addOption(new Option('--all', 'include removed and trashed images').conflicts('status'))
  .option('--json', 'print one JSON object per line for each image')
  .parse();

const { limit, status, all, json } = program.opts<{
  limit: number;
  status?: ImageStatus;
  all?: true;
  json?: true;
}>();

/** Statuses that are listed on request only. */
const HIDDEN_STATUSES: readonly ImageStatus[] = ['removed', 'trashed'];

await runProgram(program, async (choice) => {
  const metadata = await openDatabase(choice);
  const isWanted = (image: ImageRecord) =>
    all === true || status !== undefined || !HIDDEN_STATUSES.includes(image.status);
  const { images, hasMore } = await newestImages(metadata, { status, isWanted, limit });
  const counts = await metadata.countByStatus();
  await metadata.close();
  if (json) {
    for (const image of images) console.log(printableJson(image));
  } else {
    if (images.length > 0) printTable(images);
    const more = hasMore ? `, the newest ${limit} are shown` : '';
    console.log(
      `${counts.processed} processed, ${counts.rejected} rejected, ${counts.removed} removed, ${counts.quarantined} quarantined, ${counts.trashed} in the trash${more}.`,
    );
  }
});

function printTable(images: readonly ImageRecord[]): void {
  const table = new Table({
    shouldDisableColors: true,
    defaultColumnOptions: { alignment: 'left' },
  });
  for (const image of images) {
    table.addRow({
      Uploaded: image.uploadedAt?.slice(0, 19).replace('T', ' ') ?? '',
      Status: image.rejectionCode ? `${image.status}: ${image.rejectionCode}` : image.status,
      Type: image.mediaType ?? '',
      Size: image.width && image.height ? `${image.width}×${image.height}` : '',
      Labels: image.labels
        .slice(0, 3)
        .map((label) => label.name)
        .join(', '),
      File: escapeControlCharacters(image.fileName ?? ''),
      Key: escapeControlCharacters(image.key),
    });
  }
  table.printTable();
}
