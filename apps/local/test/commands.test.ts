import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ListStatementsCommand } from '@aws-sdk/client-redshift-data';
import { openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { drawFolder, drawImage } from './draw-images.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

let folder: string;
let data: string;
let images: string;
let stack: RunningStack;
/** Waits ten seconds for a stack while other tests run. */
let importWithoutStack: ReturnType<typeof runCommand>;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder, 'data');
  images = join(folder, 'images');
  await drawFolder(images);
  const noStack = ['--data', join(folder, 'none'), '--port', '1'];
  importWithoutStack = runCommand('import', [images, ...noStack]);
  copyPreparedWarehouse(dataDirectory(data).redshift);
  stack = await startStackProcess(data, 0);
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

function importFolder(...options: readonly string[]) {
  return runCommand('import', [images, '--data', data, ...options]);
}
function byFile(stdout: string) {
  return Object.fromEntries(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .map((result) => [result.file.slice(images.length + 1), result]),
  );
}

describe('npm start', () => {
  test('prints the addresses and commands to try', () => {
    const output = stack.output();
    for (const endpoint of Object.values(stack.endpoints)) expect(output).toContain(endpoint);
    expect(output).toContain(data);
    expect(output.match(/http:\S+/)?.[0]).toBe(stack.endpoints.page);
    expect(output).toMatch(/^ +Ida +queries the warehouse$/m);
    for (const command of ['npm run import', 'npm run images', 'npm run query', 'aws s3 cp']) {
      expect(output).toContain(command);
    }
  });

  test('rejects a data folder that another stack uses, and says what to do', async () => {
    const { exitCode, stderr } = await runCommand('start', ['--data', data, '--port', '0']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('another process uses');
    expect(stderr).toContain('--data DIR');
  });

  test('rejects ports that are in use, and says what to do', async () => {
    const port = new URL(stack.endpoints.sqs).port;
    const first = String(Number(port) - 2);
    const args = ['--data', join(folder, 'other'), '--port', first];
    const { exitCode, stderr } = await runCommand('start', args);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Expected free ports');
    expect(stderr).toContain(`uses port ${port}, which sqs needs`);
    expect(stderr).toContain('--port 0');
  });

  test.each(['--port many', '--port 70000', '--colour', 'surplus'])('rejects %s', async (args) => {
    const { exitCode, stderr } = await runCommand('start', args.split(' '));
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^error: /);
  });

  test('explains itself', async () => {
    const { exitCode, stdout } = await runCommand('start', ['--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('--data <dir>');
    expect(stdout).toContain('--port <number>');
  });
});

describe('npm run import', () => {
  test('prints the result of each file', async () => {
    const { exitCode, stdout } = await importFolder('--json');
    expect(exitCode).toBe(0);
    const results = byFile(stdout);
    expect(Object.keys(results).toSorted()).toEqual([
      '.hidden.jpg',
      'cut.jpg',
      'drawing.svg',
      'empty.jpg',
      'first.jpg',
      'notes.txt',
      'second.png',
      'trips/été 2026/third + last.webp',
    ]);
    expect(results).toMatchObject({
      'first.jpg': { status: 'processed', code: null },
      'second.png': { status: 'processed', code: null },
      'trips/été 2026/third + last.webp': { status: 'processed', code: null },
      'notes.txt': { status: 'skipped', code: 'not-an-image', imageId: null },
      'drawing.svg': { status: 'rejected', code: 'no-visible-pixels' },
      'empty.jpg': { status: 'rejected', code: 'empty' },
      'cut.jpg': { status: 'rejected', code: 'corrupt' },
    });
    expect(results['first.jpg'].thumbnails).toHaveLength(3);
  });

  test('ends with a table, and prints where the images are visible', async () => {
    const { stdout } = await importFolder();
    expect(stdout).toMatch(/processed +│ +3/);
    expect(stdout).toMatch(/rejected: no-visible-pixels +│ +1/);
    expect(stdout).toMatch(/skipped: not-an-image +│ +1/);
    expect(stdout).toMatch(/7 files in [\d.]+ s/);
    expect(stdout).toContain(
      `Ann sees them, and Olga, who is an admin: open ${stack.endpoints.page}`,
    );
    expect(stdout).toContain(`npm run images -- --data ${data}\n`);
    const thumbnails = /^Thumbnails: (.+) \(/m.exec(stdout)?.[1] ?? '';
    const files = (await readdir(thumbnails, { recursive: true })).filter((name) =>
      name.endsWith('.webp'),
    );
    expect(files).toHaveLength(9);
    for (const file of files) {
      const { format } = await sharp(await readFile(join(thumbnails, file))).metadata();
      expect(format).toBe('webp');
    }
  });

  test('repeated, changes nothing', async () => {
    const images = await runCommand('images', ['--data', data, '--json']);
    await importFolder();
    expect((await runCommand('images', ['--data', data, '--json'])).stdout).toBe(images.stdout);
  });

  test('imports a single file, and its replacement', async () => {
    const path = join(folder, 'single/cat.jpg');
    await mkdir(join(folder, 'single'));
    const importIt = async () => {
      const { stdout } = await runCommand('import', [path, '--data', data, '--json']);
      return JSON.parse(stdout);
    };
    await writeFile(path, await drawImage(2));
    const first = await importIt();
    await writeFile(path, await drawImage(3));
    const second = await importIt();
    expect(second).toMatchObject({ status: 'processed', imageId: first.imageId });
    expect(second.thumbnails).not.toEqual(first.thumbnails);
  });

  test('rejects a missing path', async () => {
    const { exitCode, stderr } = await runCommand('import', ['nowhere', '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/^Expected a file or a folder at .*nowhere but received nothing/);
  });

  test('says how to start a stack when none runs', async () => {
    const { exitCode, stderr } = await importWithoutStack;
    expect(exitCode).toBe(1);
    expect(stderr).toContain('npm start');
  });
});

describe('npm run images', () => {
  test('lists all images', async () => {
    const { exitCode, stdout } = await runCommand('images', ['--data', data]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('rejected: corrupt');
    expect(stdout).toMatch(
      /\d+ processed, 3 rejected, 0 removed, 0 quarantined, 0 in the trash\.\n$/,
    );
  });

  test('lists up to the limit, and says that there are more', async () => {
    const { stdout } = await runCommand('images', ['--data', data, '--limit', '1']);
    expect(stdout).toContain('the newest 1 are shown');
  });
});

describe('npm run images, for a removed image,', () => {
  const keys = async (...args: readonly string[]) => {
    const { stdout } = await runCommand('images', ['--data', join(folder, 'rows'), ...args]);
    return stdout.match(/"key":"[^"]+"/g) ?? [];
  };

  test('lists it with --all or --status removed only', async () => {
    const { path, databaseUrl } = dataDirectory(join(folder, 'rows'));
    await mkdir(path);
    const metadata = await openMetadata({ url: databaseUrl });
    const image = {
      bucket: 'originals',
      uploadedAt: '2026-11-21T10:00:00.000Z',
      processedAt: '2026-11-21T10:00:01.000Z',
      expiresAt: '2026-11-28T10:00:00.000Z',
    };
    const rejection = { rejectionCode: 'empty', rejectionMessage: 'Empty', byteCount: 0 };
    for (const key of ['kept', 'gone']) {
      await metadata.recordRejected({ ...image, ...rejection, key, sequencer: '01' });
    }
    const removedAt = '2026-11-22T10:00:00.000Z';
    await metadata.recordRemoved({ ...image, key: 'gone', sequencer: '02', removedAt });
    await metadata.close();
    expect(await keys('--json')).toEqual(['"key":"kept"']);
    expect(await keys('--json', '--limit', '1')).toEqual(['"key":"kept"']);
    expect(await keys('--json', '--status', 'removed')).toEqual(['"key":"gone"']);
    expect((await keys('--json', '--all')).toSorted()).toEqual(['"key":"gone"', '"key":"kept"']);
  });

  test('rejects an unknown status', async () => {
    const { exitCode, stderr } = await runCommand('images', ['--status', 'lost']);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('Allowed choices are processed');
  });
});

describe('npm run etl', () => {
  test('loads imported images into the warehouse, and then has nothing to load', async () => {
    const { exitCode, stdout } = await runCommand('etl', ['--data', data, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout).outcome).toMatch(/^(done|nothing-pending)$/);
    const again = await runCommand('etl', ['--data', data]);
    expect(again.stdout).toBe('Nothing to load: the warehouse is up to date.\n');
  });

  test('loads everything again with --backfill', async () => {
    const { stdout } = await runCommand('etl', ['--data', data, '--backfill', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'done', stagedCount: 7, staleCount: 7 });
  });
});

test('npm run etl reports a restored database until it is repaired', async () => {
  const unknownBatch = `INSERT INTO etl.batch SELECT 'unknown', kind, attempt, staged_images,
    merged_images, staged_labels, staged_calls, GETDATE() FROM etl.batch LIMIT 1`;
  await runCommand('query', [unknownBatch, '--as-admin', '--data', data]);
  const { exitCode, stdout } = await runCommand('etl', ['--data', data]);
  expect(stdout).toBe(
    'Nothing to load.\nThe database was restored to an earlier time: the warehouse has batches ' +
      `that it lacks. Repair it: npm run etl -- --repair --data ${data}\n`,
  );
  expect(exitCode).toBe(1);
  expect((await runCommand('etl', ['--data', data, '--repair'])).exitCode).toBe(0);
  expect((await runCommand('etl', ['--data', data])).exitCode).toBe(0);
});

describe('npm run reconcile', () => {
  test('finds that both agree', async () => {
    const { exitCode, stdout } = await runCommand('reconcile', ['--data', data]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Both agree: 7 images in the database, 7 in the warehouse/);
  });

  test('finds what is missing in the warehouse, and fails', async () => {
    const lose = "DELETE FROM warehouse.fact_image WHERE rejection_code = 'empty'";
    const lost = await runCommand('query', [lose, '--as-admin', '--data', data]);
    expect(lost.exitCode).toBe(0);
    const { exitCode, stdout } = await runCommand('reconcile', ['--data', data]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^They differ: 7 images in the database, 6 in the warehouse/);
    expect(stdout).toMatch(/ missing$/m);
  });

  test('finds that both agree again after a repair', async () => {
    const repaired = await runCommand('etl', ['--data', data, '--repair']);
    expect(repaired.stdout).toMatch(
      /^Both agree: 0 lost batches and 1 images and calls loaded again/,
    );
    expect(repaired.exitCode).toBe(0);
    const { stdout } = await runCommand('reconcile', ['--data', data]);
    expect(stdout).toMatch(/^Both agree: 7 images in the database, 7 in the warehouse/);
  });
});

test('npm run check-warehouse tests the data', async () => {
  const { exitCode, stdout } = await runCommand('check-warehouse', ['--data', data]);
  expect(stdout).toMatch(/^All \d+ tests of the warehouse pass\.\n$/);
  expect(exitCode).toBe(0);
});

describe('npm run query', () => {
  const SQL = `SELECT 'post' AS "came, by", COUNT(*) AS n
    FROM analytics.v_image WHERE upload_channel = 'post'`;

  // The views are made by the first run.
  beforeAll(() => runCommand('etl', ['--data', data]));

  test.each([
    [[], /│ came, by │ n │[^]*│ post     │ 0 │[^]*1 row\n$/],
    [['--csv'], /^"came, by",n\npost,0\n$/],
    [['--json'], /^{"came, by":"post","n":0}\n$/],
  ])('prints the result, %j', async (format, expected) => {
    const { stdout } = await runCommand('query', [SQL, '--data', data, ...format]);
    expect(stdout).toMatch(expected);
  });

  test('writes a file in the format of its extension', async () => {
    const output = join(folder, 'channels.parquet');
    const { stdout } = await runCommand('query', [SQL, '--data', data, '--output', output]);
    expect(stdout).toBe(`1 row in ${output}\n`);
    expect((await readFile(output)).subarray(0, 4).toString()).toBe('PAR1');
  });

  test.each([
    "DELETE FROM warehouse.fact_image WHERE status = 'processed'",
    'SELECT * FROM warehouse.dim_owner',
    "SELECT set_config('role', 'postgres', false)",
  ])('runs as an analyst, who has no permission for %j', async (sql) => {
    const { exitCode, stderr } = await runCommand('query', [sql, '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/permission denied|not supported/);
  });

  test('reads the data lake by DuckDB, and personal data only for an administrator', async () => {
    const lake = (sql: string, ...more: readonly string[]) =>
      runCommand('query', ['--lake', sql, '--data', data, '--csv', ...more]);
    const changes = await lake(
      `SELECT upload_channel, COUNT(DISTINCT image_id) AS n, typeof(MIN(loaded_day)) AS type
 FROM image_change WHERE status = 'processed' GROUP BY ALL`,
    );
    expect(changes.stdout).toBe('upload_channel,n,type\nimport,4,DATE\n');
    const sql = 'SELECT COUNT(*) AS n FROM image_personal WHERE object_key IS NOT NULL';
    const rejected = await lake(sql);
    expect(rejected.exitCode).toBe(1);
    expect(rejected.stderr).toContain('image_personal does not exist');
    expect((await lake(sql, '--as-admin')).stdout).toMatch(/^n\n[1-9]/);
    const outside = await lake("SELECT * FROM read_text('/etc/hostname')");
    expect(outside.stderr).toContain('disabled');
  });

  test('reports the error in the SQL', async () => {
    const { exitCode, stderr } = await runCommand('query', ['SELECT nonsense', '--data', data]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain('column "nonsense" does not exist');
  });
});

describe('Ctrl-C', () => {
  test('is reported by a command that uses the stack', async () => {
    const other = join(folder, 'stopped-during-a-query');
    copyPreparedWarehouse(dataDirectory(other).redshift);
    const { process: child, endpoints } = await startStackProcess(other, 0);
    const endless = 'SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000000000';
    const sql = `WITH RECURSIVE n(i) AS (${endless}) SELECT COUNT(*) FROM n`;
    const query = runCommand('query', [sql, '--data', other]);
    const warehouse = awsClients(endpoints).redshiftData;
    const isRunning = async () => {
      const started = await warehouse.send(new ListStatementsCommand({ Status: 'STARTED' }));
      return started.Statements?.some(({ QueryString }) => QueryString === sql);
    };
    await expect.poll(isRunning).toBe(true);
    await endProcess(child, 'SIGINT');
    const { exitCode, stderr } = await query;
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`The stack has stopped. Start it: npm start -- --data ${other}\n`);
  });

  test('stops the stack, which deletes its endpoints file', async () => {
    const other = join(folder, 'stopped');
    const { process: child, output } = await startStackProcess(other, 0);
    await endProcess(child, 'SIGINT');
    expect(child.exitCode).toBe(0);
    // The process can end before its last output is read.
    await expect.poll(output).toContain('Stopped.');
    expect(await readdir(other)).not.toContain('endpoints.json');
  });
});
