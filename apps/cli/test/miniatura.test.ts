import { execFile, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawImage } from '@miniatura/local/test-support/draw-images';
import {
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from '@miniatura/local/test-support/run-command';
import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApi } from './start-api.ts';

const BIN = fileURLToPath(new URL('../src/bin/miniatura.ts', import.meta.url));

let folder: string;
let data: string;
let stack: RunningStack;
/** The id of the image that the first test uploads. */
let imageId: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder, 'data');
  await mkdir(join(folder, 'images/trip'), { recursive: true });
  await writeFile(join(folder, 'images/cat.jpg'), await drawImage(1));
  await writeFile(join(folder, 'images/trip/dog ö.png'), await drawImage(2));
  await writeFile(join(folder, 'images/notes.txt'), 'no image');
  await writeFile(join(folder, 'images/cut.jpg'), (await drawImage(3)).subarray(0, 300));
  stack = await startStackProcess(data, 0);
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in the folder of the test. */
function miniatura(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const options = { cwd: folder, env: { ...process.env, ...env } };
  return new Promise<Run>((resolve) => {
    execFile(process.execPath, [BIN, ...args], options, (error, stdout, stderr) => {
      resolve({ exitCode: Number(error?.code ?? 0), stdout, stderr });
    });
  });
}

/** Runs it as one of the stack's users, and parses each printed line. */
async function json(...args: readonly string[]): Promise<Record<string, unknown>[]> {
  const { stdout, stderr } = await miniatura([...args, '--data', data, '--json']);
  if (stdout === '') throw new Error(`Expected JSON but received: ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

test('upload prints the result of each file, and fails if an image is rejected', async () => {
  const results = await json('upload', 'images');
  const byFile = Object.fromEntries(
    results.map((result) => [String(result['file']).slice(join(folder, 'images/').length), result]),
  );
  expect(byFile).toMatchObject({
    'cat.jpg': { status: 'processed', code: null },
    'trip/dog ö.png': { status: 'processed', code: null },
    'cut.jpg': { status: 'rejected', code: 'corrupt' },
    'notes.txt': { status: 'skipped', code: 'not-an-image', imageId: null },
  });
  imageId = String(byFile['cat.jpg']?.['imageId']);
  const { exitCode, stdout } = await miniatura(['upload', 'images/notes.txt', '--data', data]);
  expect([exitCode, stdout]).toEqual([
    1,
    expect.stringContaining('notes.txt  failed: not-an-image (Expected an image'),
  ]);
});

test('list, search and show return the images of the user', async () => {
  const listed = await json('list', '--status', 'processed', '--limit', '1000');
  expect(listed.map(({ name }) => name).toSorted()).toEqual(['cat.jpg', 'dog ö.png']);
  expect(await json('search', 'dog')).toMatchObject([{ name: 'dog ö.png' }]);
  const table = await miniatura(['list', '--data', data]);
  expect(table.stdout).toMatch(/rejected: corrupt.*cut\.jpg/);
  expect(table.stdout).toMatch(/3 images\.\n$/);
  const others = await miniatura(['list', '--data', data, '--user', 'ben']);
  expect(others.stdout).toBe('0 images.\n');
  const shown = await miniatura(['show', imageId, '--data', data]);
  expect(shown.stdout).toMatch(/^File +cat\.jpg\nStatus +processed$/m);
});

test('download writes the original or a rendition, and overwrites nothing', async () => {
  const first = await json('download', imageId, '--out', 'got');
  const again = await json('download', imageId, '--out', 'got');
  const small = await json('download', imageId, '--out', 'got', '--size', '64', '--format', 'webp');
  expect([first, again, small].flat().map(({ path }) => path)).toEqual([
    'got/cat.jpg',
    'got/cat (2).jpg',
    'got/cat.webp',
  ]);
  expect((await readdir(join(folder, 'got'))).length).toBe(3);
  const original = await readFile(join(folder, 'images/cat.jpg'));
  expect(original.equals(await readFile(join(folder, 'got/cat.jpg')))).toBe(true);
  const { width, format } = await sharp(join(folder, 'got/cat.webp')).metadata();
  expect([width, format]).toEqual([64, 'webp']);
  const out = 'images/cat.jpg';
  const intoFile = await miniatura(['download', imageId, '--out', out, '--data', data]);
  expect([intoFile.exitCode, intoFile.stderr]).toEqual([
    2,
    `error: Expected a folder for --out but ${out} is a file\n`,
  ]);
  await symlink('/nowhere', join(folder, 'link'));
  const intoLink = await miniatura(['download', imageId, '--out', 'link/got', '--data', data]);
  expect([intoLink.exitCode, intoLink.stderr]).toEqual([
    2,
    'error: Expected a folder for --out but link is a symbolic link to /nowhere, which does not exist\n',
  ]);
});

// Elsewhere, no such folder exists.
test.runIf(process.platform === 'linux')(
  'download ends when a folder accepts no files, although the image is not read',
  async () => {
    const made = await miniatura(['download', imageId, '--out', '/proc/x/y', '--data', data]);
    expect([made.exitCode, made.stderr]).toEqual([
      2,
      'error: Expected a folder for --out but /proc/x/y cannot be made: its file system accepts no new folders there\n',
    ]);
    const args = ['download', imageId, '--out', '/proc', '--data', data];
    const { exitCode, stderr } = await miniatura(args);
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining("open '/proc/")]);
  },
);

test('delete moves to the trash, and restore returns from it', async () => {
  expect(await json('delete', imageId)).toEqual([{ imageId, change: 'trash', isChanged: true }]);
  expect(await json('list', '--status', 'trashed')).toMatchObject([{ imageId }]);
  expect(await json('restore', imageId)).toMatchObject([{ isChanged: true }]);
  const twice = await miniatura(['restore', imageId, '--data', data]);
  expect(twice.exitCode).toBe(1);
  expect(twice.stderr).toBe(`error: Expected an image in the trash but ${imageId} is none\n`);
});

test('watch prints an image that appears, until Ctrl-C', async () => {
  await writeFile(join(folder, 'new.jpg'), await drawImage(4));
  const watching = spawn(process.execPath, [BIN, 'watch', '--data', data, '--json']);
  const [first] = (await once(watching.stderr, 'data')) as [Buffer];
  expect(String(first)).toMatch(/^Waiting for changes/);
  await json('upload', 'new.jpg');
  let printed = '';
  for await (const [chunk] of on(watching.stdout, 'data')) {
    printed += String(chunk);
    if (printed.includes('\n')) break;
  }
  expect(JSON.parse(printed)).toMatchObject({ name: 'new.jpg', status: 'processed' });
  watching.kill('SIGINT');
  expect(await once(watching, 'exit')).toEqual([0, null]);
  await json('delete', String((JSON.parse(printed) as { imageId: string }).imageId), '--for-ever');
});

test('another API needs a token, which the environment or an option contains', async () => {
  const { api } = stack.endpoints;
  const token = (await runCommand('token', ['--user', 'ann', '--data', data])).stdout.trim();
  const elsewhere = ['--api', api, '--data', join(folder, 'none')];
  const without = await miniatura(['list', ...elsewhere]);
  expect([without.exitCode, without.stderr]).toEqual([
    3,
    `error: Expected a token for ${api}: set MINIATURA_TOKEN, or use --token\n`,
  ]);
  const variables = { MINIATURA_API: `${api}/`, MINIATURA_TOKEN: token };
  const withVariables = await miniatura(['list', '--data', join(folder, 'none')], variables);
  expect(withVariables.stdout).toMatch(/3 images\.\n$/);
  const wrong = await miniatura(['list', ...elsewhere, '--token', 'wrong']);
  expect([wrong.exitCode, wrong.stderr]).toEqual([3, expect.stringContaining('Sign in again')]);
  const cut = await miniatura(['list', ...elsewhere, '--token', 'eyJraWQ…']);
  expect([cut.exitCode, cut.stderr]).toEqual([
    2,
    expect.stringContaining('a complete access token'),
  ]);
});

test.each([
  ['text/html', 'what is not JSON'],
  ['application/json', 'JSON that is not of the API'],
])('a URL of another server that sends %s is reported', async (type, received) => {
  const { apiUrl } = await startApi((_, response) => {
    response.writeHead(200, { 'content-type': type });
    return { welcome: true };
  });
  const { exitCode, stderr } = await miniatura(['list', '--api', apiUrl, '--token', 'x']);
  expect([exitCode, stderr]).toEqual([
    4,
    `error: The server answered with ${received}: check the URL of the API\n`,
  ]);
});

test('prints its version', async () => {
  const { exitCode, stdout } = await miniatura(['--version']);
  expect([exitCode, stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
});

test.each([
  [2, ['show', 'cat.jpg'], 'Expected an image id: 32 lower-case hexadecimal digits'],
  [2, ['download', '0'.repeat(32), '--size', '2561'], 'a width of at most 2560 pixels'],
  [2, ['download', '0'.repeat(32), '--format', 'avif'], 'Expected --size with --format'],
  [2, ['upload', 'missing.jpg'], 'Expected a file or a folder at'],
  [2, ['list', '--api', 'http://api.example'], 'Expected https for --api'],
  [2, ['search', ''], 'Expected a text that is not empty. To list all images, use list.'],
  [2, ['search', 'cat', ' '], 'Expected a text that is not empty'],
  [2, ['list', '--label', ''], 'Expected a text that is not empty'],
  [
    2,
    ['list', '--label', 'a'.repeat(20_000)],
    'Expected at most 255 characters but received 20000',
  ],
  [2, ['search', ...'abcdefgh'.repeat(20)], 'Expected at most 255 characters'],
  [2, ['upload', ''], 'Expected a file or a folder at an argument but received an empty one'],
  [2, ['download', '0'.repeat(32), '--out', ''], 'Expected a folder but received an empty text'],
  [1, ['show', '0'.repeat(32)], 'No image has the id 00000000000000000000000000000000'],
  [4, ['list', '--api', 'http://127.0.0.1:2', '--token', 'x'], 'cannot be reached: ECONNREFUSED'],
])('exits with code %i for %j', async (exitCode, args, message) => {
  const run = await miniatura([...args, '--data', data]);
  expect([run.exitCode, run.stderr]).toEqual([exitCode, expect.stringContaining(message)]);
  expect(run.stderr).not.toMatch(/^\s+at /m);
});
