import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/**
 * Adds objects to the index of a folder of local-s3 that no process uses. The objects have no
 * files, which listings do not read. Their keys are in a random order, as those of uploads are.
 */
export function fillBucket(folder: string, bucket: string, count: number): void {
  const database = new DatabaseSync(join(folder, 'index.sqlite'));
  database.exec('PRAGMA synchronous = OFF; PRAGMA cache_size = -500000');
  const insert = database.prepare(
    `INSERT INTO object VALUES (?, ?, ?, 'null', 1, 0, 2048, ?, ?, 'STANDARD', NULL, ?)`,
  );
  const attributes = JSON.stringify({
    headers: { 'content-type': 'image/webp', 'cache-control': 'private, max-age=300' },
    checksum: { algorithm: 'CRC32', value: 'AAAAAA==', type: 'FULL_OBJECT' },
  });
  database.exec('BEGIN');
  for (let number = 0; number < count; number++) {
    // A multiplication by an odd number permutes the numbers of 32 bits.
    const id = ((number * 2_654_435_761) % 2 ** 32).toString(16).padStart(8, '0');
    const etag = id.repeat(4);
    insert.run(bucket, `images/${id}/128.webp`, number + 1, etag, number, attributes);
  }
  database.exec('COMMIT');
  database.close();
}
