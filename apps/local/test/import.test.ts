import { copyFile, mkdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { fetchTokens, type Username } from '@miniatura/local-oidc';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { excludedPaths } from '../src/import/excluded-paths.ts';
import { findFiles, findRoots, type ImportFile } from '../src/import/find-files.ts';
import { uploadFile } from '../src/import/upload-file.ts';
import { awsClients } from '../src/stack/aws-clients.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { CLIENT_ID, redirectUris } from '../src/stack/names.ts';
import { drawImage } from './draw-images.ts';
import {
  endProcess,
  runCommand,
  type RunningStack,
  spawnCommand,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

let folder: string;
let data: string;
let images: string;
let stack: RunningStack;

beforeAll(async () => {
  folder = await temporaryFolder();
  data = join(folder, 'data of all');
  images = join(folder, 'images');
  await mkdir(images);
  for (const number of [1, 2, 3]) {
    await writeFile(join(images, `${number}.jpg`), await drawImage(number));
  }
  copyPreparedWarehouse(dataDirectory(data).redshift);
  // The first import starts while the stack starts.
  const early = importAs('ann', images);
  stack = await startStackProcess(data, 0);
  expect((await early).map(({ status }) => status)).toEqual([
    'processed',
    'processed',
    'processed',
  ]);
});

afterAll(async () => {
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

interface Line {
  readonly file: string;
  readonly status: string;
  readonly code: string | null;
  readonly isNew: boolean;
}

async function importAs(user: string, ...args: readonly string[]): Promise<Line[]> {
  // Port 0 is the recorded one: a stack of the developer may run at the default port meanwhile.
  const all = [...args, '--user', user, '--data', data, '--port', '0', '--json'];
  const { stdout, stderr } = await runCommand('import', all);
  if (stdout === '') throw new Error(stderr);
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

async function imagesOf(user: Username): Promise<number> {
  const { api, oidc: issuer, page } = stack.endpoints;
  const [redirectUri] = redirectUris(page);
  const { accessToken } = await fetchTokens({
    ...{ issuer, clientId: CLIENT_ID, redirectUri, username: user },
  });
  const answer = await fetch(`${api}/images`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return ((await answer.json()) as { images: unknown[] }).images.length;
}

async function fileAt(path: string): Promise<ImportFile> {
  const [file] = await Array.fromAsync(findFiles(await findRoots([path]), excludedPaths([])));
  return file as ImportFile;
}

test('A second import uploads nothing again, and only what has changed', async () => {
  expect((await importAs('ann', images)).map(({ isNew }) => isNew)).toEqual([false, false, false]);
  await writeFile(join(images, '2.jpg'), await drawImage(20));
  const changed = (await importAs('ann', images)).filter(({ isNew }) => isNew);
  expect(changed).toMatchObject([{ file: join(images, '2.jpg'), status: 'processed' }]);
});

test('The images belong to a user who can sign in, and --user selects another', async () => {
  expect([await imagesOf('ann'), await imagesOf('ben')]).toEqual([3, 0]);
  await importAs('ben', join(images, '3.jpg'));
  expect([await imagesOf('ann'), await imagesOf('ben')]).toEqual([2, 1]);
  const unknown = await runCommand('import', [images, '--data', data, '--user', 'root']);
  expect(unknown).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Allowed choices are ann, ben, olga, ida.'),
  });
});

test('--dry-run lists what would be uploaded, and needs no stack', async () => {
  const { exitCode, stdout } = await runCommand('import', [
    ...[images, '--dry-run', '--exclude', '1.*', '--data', join(folder, 'none')],
  ]);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(join(images, '2.jpg'));
  expect(stdout).not.toContain(join(images, '1.jpg'));
  expect(stdout).toMatch(/skipped: excluded +│ +1/);
  expect(stdout).toContain('2 files would be uploaded for ann. Nothing was uploaded.');
  const one = await runCommand('import', [join(images, '1.jpg'), '--dry-run', '--data', folder]);
  expect(one.stdout).toContain('\n1 file would be uploaded for ann. Nothing was uploaded.');
});

test('The commands that the stack prints contain its data folder', () => {
  const printed = stack.output().match(/npm run .*/g) ?? [];
  expect(printed.length).toBeGreaterThan(3);
  for (const command of printed) expect(command).toContain(`--data "${data}"`);
  for (const sentence of ['Ann ', 'They belong to Ann unless --user']) {
    expect(stack.output()).toContain(sentence);
  }
});

test('A file that changes while it is uploaded is stored completely or not at all', async () => {
  const path = join(folder, 'changing.jpg');
  await copyFile(join(images, '1.jpg'), path);
  const file = await fileAt(path);
  const { s3 } = awsClients(stack.endpoints);
  // The file shrinks after its MD5 is computed and before it is sent.
  s3.middlewareStack.add(
    (next, context) => async (args) => {
      if (context.commandName === PutObjectCommand.name) await truncate(path, 100);
      return next(args);
    },
    { step: 'initialize' },
  );
  await expect(uploadFile(s3, file, 'ann')).rejects.toMatchObject({ code: 'changed' });
  await rm(path);
  await expect(uploadFile(s3, file, 'ann')).rejects.toMatchObject({
    code: 'unreadable',
    message: 'It cannot be read: it no longer exists',
  });
  s3.destroy();
  const { exitCode, stdout } = await runCommand('images', ['--data', data, '--json']);
  expect(exitCode).toBe(0);
  expect(stdout).not.toContain('changing.jpg');
});

test('An import reports that the stack has stopped, and continues when it is run again', async () => {
  const many = join(folder, 'many');
  await mkdir(many);
  for (let number = 0; number < 60; number++) {
    await writeFile(join(many, `${number}.jpg`), await drawImage(100 + number));
  }
  const child = spawnCommand('import', [many, '--data', data, '--json']);
  const output = { stdout: '', stderr: '' };
  child.stderr.on('data', (chunk) => (output.stderr += chunk));
  const firstResult = new Promise((resolve) => child.stdout.once('data', resolve));
  child.stdout.on('data', (chunk) => (output.stdout += chunk));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await firstResult;
  await endProcess(stack.process, 'SIGTERM');
  expect(await ended).toBe(1);
  expect(output.stderr).toContain(`The stack has stopped. Start it: npm start -- --data "${data}"`);
  expect(output.stderr).toContain('run the same command again');
  stack = await startStackProcess(data, 0);
  const lines = await importAs('ann', many);
  expect(lines).toHaveLength(60);
  expect(lines.filter(({ status }) => status === 'processed')).toHaveLength(60);
  expect(lines.some(({ isNew }) => !isNew)).toBe(true);
});
