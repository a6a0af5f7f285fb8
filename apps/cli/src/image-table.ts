import type { ImageSummary } from '@miniatura/api-contract';
import { escapeControlCharacters } from '@miniatura/text';
import { Table } from 'console-table-printer';

const SHOWN_LABELS = 3;

/** Returns images as a table for a terminal. Times are in UTC. */
export function imageTable(images: readonly ImageSummary[]): string {
  const table = new Table({
    shouldDisableColors: true,
    defaultColumnOptions: { alignment: 'left' },
  });
  for (const image of images) {
    table.addRow({
      Uploaded: image.uploadedAt?.slice(0, 19).replace('T', ' ') ?? '',
      Status: escapeControlCharacters(statusOf(image)),
      Size: sizeOf(image),
      Labels: labelsOf(image),
      File: escapeControlCharacters(image.name),
      ID: image.imageId,
    });
  }
  return table.render();
}

function labelsOf({ labels }: Pick<ImageSummary, 'labels'>): string {
  const names = labels.slice(0, SHOWN_LABELS).map(({ name }) => name);
  return escapeControlCharacters(names.join(', '));
}

/** @example statusOf({ status: 'rejected', rejectionCode: 'corrupt' }) // 'rejected: corrupt' */
export function statusOf({
  status,
  rejectionCode,
}: Pick<ImageSummary, 'status' | 'rejectionCode'>): string {
  return rejectionCode === null ? status : `${status}: ${rejectionCode}`;
}

function sizeOf({ width, height }: Pick<ImageSummary, 'width' | 'height'>): string {
  return width === null || height === null ? '' : `${width}×${height}`;
}
