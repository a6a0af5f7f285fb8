import { imageIdOf, type Metadata, toSqlTime } from '@miniatura/metadata';
import type { StoredThumbnail } from './store-thumbnails.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const CHUNK = 200;
const IMAGES_PER_DAY = [3, 250, 40, 7, 120, 1, 60, 15];

/** Writes images of one user over some years, with different numbers per day. */
export async function fillTimeline(
  { db }: Metadata,
  { count, uploadedBy }: { readonly count: number; readonly uploadedBy: string },
  thumbnails: readonly StoredThumbnail[],
): Promise<void> {
  const times = timesOf(count, Date.now());
  for (let start = 0; start < count; start += CHUNK) {
    const rows = times.slice(start, start + CHUNK).map((uploadedAt, index) => {
      const name = `image-${start + index}.jpg`;
      return { name, uploadedAt, thumbnail: thumbnails[(start + index) % thumbnails.length] };
    });
    await db
      .insertInto('image')
      .values(
        rows.map(({ name, uploadedAt, thumbnail }) => ({
          ...{ imageId: imageIdOf('originals', name), bucket: 'originals', objectKey: name },
          ...{ fileName: name, sequencer: '00', status: 'processed' as const, uploadedBy },
          ...{ width: thumbnail?.imageWidth, height: thumbnail?.imageHeight },
          ...{ thumbHash: thumbnail?.thumbHash, altText: 'An image.' },
          ...{ uploadedAt: toSqlTime(uploadedAt), processedAt: toSqlTime(uploadedAt) },
          ...{ expiresAt: '2999-01-01 00:00:00.000000', rowVersion: 1 },
        })),
      )
      .execute();
    await db
      .insertInto('rendition')
      .values(
        rows.flatMap(({ name, thumbnail }) =>
          (thumbnail?.renditions ?? []).map((rendition) => ({
            ...{ imageId: imageIdOf('originals', name), mediaType: 'image/webp' },
            ...rendition,
          })),
        ),
      )
      .execute();
  }
}

/** Returns the times of the uploads, newest first, in ISO 8601. */
function timesOf(count: number, nowMs: number): readonly string[] {
  const times: string[] = [];
  for (let day = 1; times.length < count; day++) {
    const ofDay = IMAGES_PER_DAY[day % IMAGES_PER_DAY.length] ?? 1;
    for (let index = 0; index < ofDay && times.length < count; index++) {
      times.push(new Date(nowMs - day * DAY_MS - index * 1000).toISOString());
    }
  }
  return times;
}
