import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { openMetadata } from '../src/index.ts';
import { findFreePort } from '../test-support/find-free-port.ts';
import { SERVER_KINDS } from '../test-support/server-kinds.ts';
import type { TestServer } from '../test-support/start-on-socket.ts';
import { BUCKET, KEY, processedImage, rejectedImage } from './sample-images.ts';

/**
 * Settings that an administrator may have changed, and that would change the meaning of statements.
 */
const UNUSUAL_SETTINGS = [
  '--autocommit=0',
  '--sql-mode=ANSI,NO_BACKSLASH_ESCAPES',
  '--transaction-isolation=SERIALIZABLE',
  '--default-time-zone=+05:30',
  '--character-set-server=latin1',
  '--collation-server=latin1_swedish_ci',
  '--default-storage-engine=MyISAM',
  '--innodb-lock-wait-timeout=1',
  '--max-allowed-packet=4M',
];
const PASSWORD = 'ä/:@ "\'\\%';
const OPEN_TIMEOUT_MS = 120_000;

describe.each(Object.values(SERVER_KINDS).filter(({ version }) => version() !== undefined))(
  'A server with unusual settings, $name',
  { timeout: OPEN_TIMEOUT_MS },
  ({ start }) => {
    let server: TestServer;
    let address: string;
    const urlFor = (database: string) =>
      `mysql://ada:${encodeURIComponent(PASSWORD)}@${address}/${database}`;

    beforeAll(async () => {
      const port = await findFreePort();
      address = `127.0.0.1:${port}`;
      const listening = ['--skip-networking=OFF', '--bind-address=127.0.0.1', `--port=${port}`];
      server = await start({ settings: [...UNUSUAL_SETTINGS, ...listening] });
      const root = await createConnection({ socketPath: server.socketPath, user: 'root' });
      // The driver escapes by backslashes.
      await root.query(`set session sql_mode = ''`);
      await root.query(`create user 'ada'@'%' identified by ?`, [PASSWORD]);
      await root.query(`grant all on *.* to 'ada'@'%'`);
      await root.end();
    }, OPEN_TIMEOUT_MS);
    afterAll(() => server?.stop());

    test('accepts a password with any characters, and stores records', async () => {
      const first = await openMetadata({ url: urlFor('kept') });
      const image = processedImage({ altText: `"a" 'b' \\ \\' -- \n 🐱`, uploadedBy: 'C:\\ada\\' });
      await first.recordProcessed(image);
      await first.recordRejected(rejectedImage({ key: 'b' }));
      await first.recordAnalysisCall({
        imageId: '0'.repeat(32),
        operation: 'DetectLabels',
        modelVersion: null,
        calledAt: '2026-11-21T10:00:00.123456Z',
        outcome: 'ok',
        requestUnits: 1,
      });
      await first.close();

      const second = await openMetadata({ url: urlFor('kept') });
      expect(await second.findImageByKey(BUCKET, KEY)).toMatchObject(image);
      const { images } = await second.listImages({ uploadedBy: 'C:\\ada\\', limit: 10 });
      expect(images.map(({ key }) => key)).toEqual([KEY]);
      const calls = await second.db.selectFrom('analysisCall').select('calledAt').execute();
      expect(calls).toEqual([{ calledAt: '2026-11-21 10:00:00.123456' }]);
      await second.close();
    });

    test('supports concurrent writers, with one change of each image', async () => {
      const handles = await Promise.all(
        [1, 2, 3].map(() => openMetadata({ url: urlFor('rivals') })),
      );
      const keys = Array.from({ length: 30 }, (_, i) => `${i % 10}.jpg`);
      await Promise.all(
        keys.map((key, i) => handles[i % 3]!.recordProcessed(processedImage({ key }))),
      );
      const [metadata] = handles;
      expect(await metadata!.countByStatus()).toMatchObject({ processed: 10 });
      const outbox = await metadata!.db.selectFrom('outbox').select('imageId').execute();
      expect(new Set(outbox.map(({ imageId }) => imageId)).size).toBe(10);
      expect(outbox).toHaveLength(10);
      await Promise.all(handles.map((each) => each.close()));
    });

    test('receives no IAM token, because it has no certificate of Amazon', async () => {
      vi.stubEnv('AWS_REGION', 'us-east-1');
      vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
      vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local-secret');
      const open = openMetadata({ url: `mysql://ada@${address}/iam?auth=iam` });
      await expect(open).rejects.toThrow(/certificate|TLS|secure connection/);
      vi.unstubAllEnvs();
    });
  },
);
