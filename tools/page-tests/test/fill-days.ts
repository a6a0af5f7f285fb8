import { imageIdOf, type Metadata, toSqlTime } from '@miniatura/metadata';

const DAY_MS = 24 * 60 * 60 * 1000;
const FIRST_DAY = Date.UTC(2025, 0, 1);
const CHUNK = 500;

interface Filling {
  readonly uploadedBy: string;
  readonly days: number;
  readonly imagesPerDay: number;
}

/** Writes rows of images without files, `day-0-0.jpg` first, on the first days of 2025. */
export async function fillDays(
  { db }: Metadata,
  { uploadedBy, days, imagesPerDay }: Filling,
): Promise<void> {
  const rows = Array.from({ length: days * imagesPerDay }, (_, index) => {
    const day = Math.floor(index / imagesPerDay);
    const number = index % imagesPerDay;
    const name = `day-${day}-${number}.jpg`;
    return {
      imageId: imageIdOf('originals', name),
      bucket: 'originals',
      objectKey: name,
      fileName: name,
      sequencer: '00',
      status: 'processed' as const,
      width: 300 + (number % 3) * 100,
      height: 300,
      uploadedBy,
      uploadedAt: toSqlTime(new Date(FIRST_DAY + day * DAY_MS + number * 1000).toISOString()),
      expiresAt: '2999-01-01 00:00:00.000000',
      rowVersion: 1,
    };
  });
  for (let start = 0; start < rows.length; start += CHUNK) {
    await db
      .insertInto('image')
      .values(rows.slice(start, start + CHUNK))
      .execute();
  }
}
