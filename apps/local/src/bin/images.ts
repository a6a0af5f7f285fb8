#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { Table } from 'console-table-printer';
import {
  IMAGE_STATUSES,
  openMetadata,
  type ImageRecord,
  type ImageStatus,
} from '@miniatura/metadata';
import { databaseUrlOf } from '../config.ts';
import { dataDirectory } from '../data-directory.ts';
import { newestImages } from '../newest-images.ts';
import { DATA_OPTION } from '../options.ts';

const program = new Command('npm run images --')
  .description('Lists the images that there are, newest upload first.')
  .addOption(DATA_OPTION)
  .option('--limit <number>', 'how many at the most, 1 to 1000', parseLimit, 50)
  .addOption(new Option('--status <status>', 'only those of a status').choices(IMAGE_STATUSES))
  .addOption(new Option('--all', 'those that were removed, too').conflicts('status'))
  .option('--json', 'print one JSON object a line for each image, and nothing else')
  .helpOption('--help', 'tell the options')
  .parse();

const { data, limit, status, all, json } = program.opts<{
  data: string;
  limit: number;
  status?: ImageStatus;
  all?: true;
  json?: true;
}>();

try {
  const metadata = await openMetadata({ url: databaseUrlOf(dataDirectory(data).databaseUrl) });
  const includeRemoved = all ?? false;
  const { images, hasMore } = await newestImages(metadata, { status, includeRemoved, limit });
  const counts = await metadata.countByStatus();
  await metadata.close();
  if (json) {
    for (const image of images) console.log(JSON.stringify(image));
  } else {
    if (images.length > 0) printTable(images);
    const more = hasMore ? `, of which the newest ${limit} are shown` : '';
    console.log(
      `${counts.processed} processed, ${counts.rejected} rejected, ${counts.removed} removed, ${counts.quarantined} quarantined${more}.`,
    );
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

function parseLimit(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1000) {
    throw new InvalidArgumentError('Expected a whole number from 1 to 1000.');
  }
  return value;
}

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
      Key: image.key,
    });
  }
  table.printTable();
}
