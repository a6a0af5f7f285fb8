import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { imageIdOf } from '../src/index.ts';
import { describeOnEachEngine, MYSQL_ENGINES } from '../test-support/describe-on-each-engine.ts';
import { BUCKET, KEY, outboxOf, processedImage, sequencer } from './sample-images.ts';
import { useMetadata } from './use-metadata.ts';

const WRITER = fileURLToPath(new URL('open-and-record.ts', import.meta.url));

/** The last version that a writer reported before it was killed. */
async function killAfter(writer: ChildProcess, versions: number): Promise<number> {
  let reported = 0;
  const exit = once(writer, 'exit');
  writer.on('message', (n: number) => {
    reported = n;
    if (n === versions) writer.kill('SIGKILL');
  });
  await exit;
  return reported;
}

describeOnEachEngine('A writer that is killed', (engine) => {
  const context = useMetadata(engine);

  test('leaves everything that it reported, nothing incomplete, and no lock', async () => {
    const { metadata, url } = context;
    for (const versions of [1, 7, 20, 50]) {
      const key = `${versions}.jpg`;
      const reported = await killAfter(fork(WRITER, [url, key]), versions);
      const image = await metadata.findImageByKey(BUCKET, key);
      const n = Number(image?.versionId?.slice(1));
      expect(n).toBeGreaterThanOrEqual(reported);
      expect(image?.sequencer).toBe(sequencer(n));
      expect(image?.renditions.map((each) => each.key)).toEqual(
        ['thumbnail', 'small', 'large'].map((name) => `${n}/${name}`),
      );
      expect(image?.labels).toHaveLength(2);
      const outbox = await outboxOf(metadata);
      const versionsOut = outbox.filter((row) => row.imageId === imageIdOf(BUCKET, key));
      expect(versionsOut).toHaveLength(n);
      expect(versionsOut.at(-1)?.rowVersion).toBe(image?.rowVersion);
    }
    const next = await metadata.recordProcessed(
      processedImage({ key: '50.jpg', sequencer: 'f'.repeat(18) }),
    );
    expect(next).toMatchObject({ outcome: 'written' });
  });

  test('or that fails during a transaction leaves no changes', async () => {
    const { metadata } = context;
    const rival = await context.another();
    const failing = rival.db.transaction().execute(async (transaction) => {
      const now = '2026-11-21 10:00:00.000000';
      await transaction
        .insertInto('image')
        .values({
          imageId: imageIdOf(BUCKET, KEY),
          bucket: BUCKET,
          objectKey: KEY,
          sequencer: sequencer(9),
          status: 'processed',
          expiresAt: now,
          rowVersion: 1,
        })
        .execute();
      throw new Error('cut short');
    });
    await expect(failing).rejects.toThrow('cut short');
    expect(await metadata.findImageByKey(BUCKET, KEY)).toBe(null);
    expect(await metadata.recordProcessed(processedImage())).toMatchObject({ outcome: 'written' });
  });
});

describe.each(MYSQL_ENGINES)('A connection that the server ends, on $name', (engine) => {
  const context = useMetadata(engine);

  test('is replaced, and the failed write is retried', async () => {
    const { metadata } = context;
    const own = sql<{ id: number }>`select connection_id() as id`;
    const { rows } = await own.execute(metadata.db);
    const rival = await context.another();
    await sql`kill connection ${sql.lit(rows[0]?.id)}`.execute(rival.db);
    expect(await metadata.recordProcessed(processedImage())).toMatchObject({ outcome: 'written' });
    const after = await own.execute(metadata.db);
    expect(after.rows).not.toEqual(rows);
  });
});

if (MYSQL_ENGINES.length === 0) {
  console.log('SKIPPED: a connection that the server ends, which takes a MySQL or MariaDB server.');
}
