import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openMetadata } from '@miniatura/metadata';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { explainError } from '../src/commands/explain-error.ts';
import { findStack } from '../src/commands/find-stack.ts';
import { databaseUrlOf } from '../src/config.ts';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { endpointsFrom, writeEndpoints } from '../src/stack/endpoints.ts';
import { localModelsOf } from '../src/stack/model-options.ts';
import { openDatabase } from '../src/stack/open-database.ts';
import type { StackChoice } from '../src/stack/stack-choice.ts';
import { claimStack } from '../src/stack/stack-process.ts';
import { startServices } from '../src/stack/start-services.ts';
import { ENDPOINTS_VARIABLE } from '../src/stack/supervise.ts';
import { runCommand } from './run-command.ts';

let folder: string;
let choice: StackChoice;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniatura-errors-'));
  choice = choiceOf(join(folder, 'data'));
});

afterEach(() => rm(folder, { recursive: true }));

function choiceOf(path: string, port?: number): StackChoice {
  return { data: dataDirectory(path), port: port ?? 1, given: { data: path, port } };
}

async function explanationOf(work: Promise<unknown>, of = choice): Promise<string> {
  return work.then(
    () => expect.fail('Expected an error'),
    (error: unknown) => explainError(error, of),
  );
}

test('A command that only reads creates no data folder, and says how to start a stack', async () => {
  const text = await explanationOf(openDatabase(choice));
  expect(text).toContain(`The data folder ${choice.data.path} does not exist`);
  expect(text).toContain(`npm start -- --data ${choice.data.path}`);
  expect(await explanationOf(findStack(choice))).toContain('does not exist');
  expect(await readdir(folder)).toEqual([]);
});

test('What is no folder is reported as what it is', async () => {
  const path = join(folder, 'entry');
  const others: readonly (readonly [() => Promise<void>, string])[] = [
    [() => writeFile(path, ''), 'a file'],
    [() => symlink('/nowhere', path), 'a symbolic link to /nowhere, which does not exist'],
    [() => symlink(path, path), `a symbolic link to ${path}, which cannot be reached (ELOOP)`],
  ];
  for (const [make, kind] of others) {
    await make();
    for (const data of [path, join(path, 'below')]) {
      for (const work of [openDatabase, findStack]) {
        expect(await explanationOf(work(choiceOf(data)))).toBe(
          `Expected a folder for --data but ${path} is ${kind}.\nChoose another folder with --data DIR.`,
        );
      }
    }
    await rm(path);
  }
});

test('What is no folder in the data folder is reported as what it is', async () => {
  const path = join(folder, 's3');
  await symlink('/nowhere', path);
  const { exitCode, stderr } = await runCommand('start', ['--data', folder, '--port', '0']);
  expect([exitCode, stderr]).toEqual([
    1,
    `Expected a folder but ${path} is a symbolic link to /nowhere, which does not exist.\n` +
      'Choose another folder with --data DIR.\n',
  ]);
});

// Elsewhere, no such folder exists.
test.runIf(process.platform === 'linux')(
  'A folder for --data that cannot be made is reported',
  async () => {
    const { exitCode, stderr } = await runCommand('start', ['--data', '/proc/none/data']);
    expect([exitCode, stderr]).toEqual([
      1,
      'Expected to make a folder at /proc/none but its file system accepts no new folders there.\n' +
        'Choose another folder with --data DIR.\n',
    ]);
  },
);

test('A damaged database is reported with what to do', async () => {
  const { data } = choice;
  await mkdir(data.path);
  const path = data.databaseUrl.slice('sqlite:'.length);
  await writeFile(path, 'garbage'.repeat(1000));
  const text = await explanationOf(openDatabase(choice));
  expect(text).toContain(`Expected an SQLite database in ${path}`);
  expect(text).toContain(`npm run backfill -- s3://originals/ --data ${data.path}`);
});

test.each(['sqs/queues.sqlite', 's3/index.sqlite'])(
  'A damaged store of a service is reported: %s',
  async (name) => {
    const path = join(choice.data.path, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, 'garbage'.repeat(1000));
    await using resources = new AsyncDisposableStack();
    const models = localModelsOf({}, undefined);
    const text = await explanationOf(startServices({ ...choice, port: 0, models }, resources));
    expect(text).toContain(`Expected a SQLite database in ${path}`);
    expect(text).toContain('move the file away');
  },
);

test.each([
  ['a path', (name: string) => ['import', [name, '--data', choice.data.path]] as const],
  ['an option', (name: string) => ['images', ['--limit', name]] as const],
])('Control characters are escaped in an error with %s', async (_, commandOf) => {
  const [command, args] = commandOf('a\u001b[2J\u009b31m\u202e.jpg');
  const { exitCode, stderr } = await runCommand(command, args);
  expect(exitCode).toBe(1);
  expect(stderr).toContain('a\\x1b[2J\\x9b31m\\u202e.jpg');
  expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

test('Invalid endpoints are reported with what to do', async () => {
  await mkdir(choice.data.path);
  await writeFile(choice.data.endpoints, '{"s3": 1}');
  const text = await explanationOf(findStack(choice));
  expect(text).toContain(choice.data.endpoints);
  expect(text).toContain('delete that file');
});

test('Endpoints of a version with fewer services are reported with the missing ones', async () => {
  await mkdir(choice.data.path);
  const { sns: _, ...older } = endpointsFrom(4700);
  await writeFile(choice.data.endpoints, JSON.stringify(older));
  const text = await explanationOf(findStack(choice));
  expect(text).toContain(`in ${choice.data.endpoints} but received no address of sns`);
});

test('A port that is in use is reported with its service, also after a restart', async () => {
  const inUse = (port: number) =>
    Object.assign(new Error(`listen EADDRINUSE`), { code: 'EADDRINUSE', port });
  const first = explainError(inUse(4702), choiceOf(folder, 4700));
  expect(first).toContain('free ports from 4700 to 4708 but another program uses port 4702');
  expect(first).toContain('which sqs needs');
  process.env[ENDPOINTS_VARIABLE] = JSON.stringify({
    ...endpointsFrom(4700),
    sns: 'http://127.0.0.1:5123',
  });
  onTestFinished(() => void delete process.env[ENDPOINTS_VARIABLE]);
  expect(explainError(inUse(5123), choiceOf(folder, 0))).toContain(
    'Expected port 5123, where sns listened before the restart',
  );
});

test('A stack that is starting or stopping is not mistaken for one of another data folder', async () => {
  await using resources = new AsyncDisposableStack();
  const { data } = choice;
  const models = localModelsOf({}, undefined);
  const { endpoints } = await startServices({ data, port: 0, models }, resources);
  const atItsPort = choiceOf(data.path, Number(new URL(endpoints.s3).port));
  const text = await explanationOf(findStack(atItsPort), atItsPort);
  expect(text).toContain(`a running stack on ${data.path} but it is starting or stopping`);
});

test('A port that is not that of the data folder is reported', async () => {
  const { data } = choice;
  await (await openMetadata({ url: data.databaseUrl })).close();
  claimStack(data);
  await writeEndpoints(data.endpoints, endpointsFrom(4700));
  const other = choiceOf(data.path, 5000);
  for (const work of [openDatabase, findStack]) {
    const text = await explanationOf(work(other), other);
    expect(text).toContain(`runs on ${data.path}, which is 4700, but received --port 5000`);
  }
});

test('A database URL is reported without its password', async () => {
  const url = 'mysql://root:secret@127.0.0.1:1/db';
  const before = process.env['DATABASE_URL'];
  process.env['DATABASE_URL'] = url;
  try {
    const text = await explanationOf(openDatabase(choice));
    expect(text).toContain('DATABASE_URL names that database: mysql://root:…@127.0.0.1:1/db');
    expect(text).not.toContain('secret');
  } finally {
    if (before === undefined) delete process.env['DATABASE_URL'];
    else process.env['DATABASE_URL'] = before;
  }
  expect(databaseUrlOf('sqlite:x', {})).toBe('sqlite:x');
});

test('A Node without TypeScript support is reported with the required version', async () => {
  // A mock, because no older Node is available here.
  const older = `Object.defineProperty(process, 'versions', { value: { node: '20.20.2' } })`;
  const bin = fileURLToPath(new URL('../src/bin/images.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', `data:text/javascript,${older}`, bin]);
  let stderr = '';
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const [exitCode] = await once(child, 'close');
  expect({ exitCode, stderr }).toMatchObject({
    exitCode: 1,
    stderr: expect.stringContaining('Expected Node 24 or newer but this is Node 20.20.2'),
  });
});

test('--help lists the variables that a command reads', async () => {
  const [start, images] = await Promise.all([
    runCommand('start', ['--help']),
    runCommand('images', ['--help']),
  ]);
  for (const name of ['DATABASE_URL', 'MODERATION_POLICY', 'KAFKA_BROKERS', 'KAFKA_TOPIC']) {
    expect(start.stdout).toContain(name);
  }
  expect(start.stdout).toMatch(/^ {2}KAFKA_SASL_MECHANISM {2}authentication mechanism/m);
  expect(images.stdout).toContain('DATABASE_URL');
  expect(images.stdout).not.toContain('KAFKA');
});
