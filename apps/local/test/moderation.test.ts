import { mkdir, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ImageRecord, type Metadata, openMetadata } from '@miniatura/metadata';
import { copyPreparedWarehouse } from '@miniatura/warehouse/test-support/copy-prepared-warehouse';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dataDirectory } from '../src/stack/data-directory.ts';
import { drawImage } from './draw-images.ts';
import { labelAsViolent, VIOLENCE_POLICY } from './label-as-violent.ts';
import {
  type CommandResult,
  endProcess,
  runCommand,
  type RunningStack,
  startStackProcess,
  temporaryFolder,
} from './run-command.ts';

const TIMEOUT_MS = 120_000;
const NAMES = ['good.jpg', 'bad.jpg', 'art.jpg'] as const;
const UNKNOWN_ID = 'f'.repeat(32);

let folder: string;
let stack: RunningStack;
let metadata: Metadata;
let policy: string;
const ids = new Map<string, string>();

beforeAll(async () => {
  folder = await temporaryFolder();
  policy = join(folder, 'policy.json');
  await writeFile(policy, VIOLENCE_POLICY);
  copyPreparedWarehouse(dataDirectory(join(folder, 'data')).redshift);
  stack = await startStackProcess(join(folder, 'data'), 0);
  metadata = await openMetadata({ url: dataDirectory(join(folder, 'data')).databaseUrl });
  const images = join(folder, 'images');
  await mkdir(images);
  for (const [number, name] of NAMES.entries()) {
    await writeFile(join(images, name), await drawImage(number));
  }
  for (const { file, imageId } of jsonLines(await run('import', images, '--json'))) {
    ids.set(basename(file), imageId);
  }
  for (const name of ['bad.jpg', 'art.jpg']) await labelAsViolent(metadata, idOf(name));
}, TIMEOUT_MS);

afterAll(async () => {
  await metadata.close();
  await endProcess(stack.process, 'SIGKILL');
  await rm(folder, { recursive: true });
});

function run(command: 'import' | 'images' | 'remoderate' | 'review', ...args: readonly string[]) {
  return runCommand(command, [...args, '--data', join(folder, 'data')]);
}
function jsonLines({ stdout }: CommandResult) {
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
const idOf = (name: string) => ids.get(name) ?? expect.fail(`${name} was not imported`);
async function find(name: string): Promise<ImageRecord> {
  return (await metadata.findImage(idOf(name))) ?? expect.fail(`no image ${name}`);
}
async function statuses() {
  return Object.fromEntries(
    await Promise.all(NAMES.map(async (name) => [name, (await find(name)).status])),
  );
}

function expectRejection({ exitCode, stdout, stderr }: CommandResult, message: string): void {
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
  expect(stderr).toContain(message);
  expect(stderr).not.toContain('    at ');
}

describe('npm run remoderate', () => {
  test('on a dry run lists the changes, and changes nothing', async () => {
    const result = await run('remoderate', '--policy', policy, '--dry-run', '--json');
    expect(result.exitCode).toBe(0);
    const changes = jsonLines(result);
    const violent = changes.filter(({ change }) => change === 'quarantine');
    expect(violent.map(({ imageId }) => imageId).toSorted()).toEqual(
      [idOf('bad.jpg'), idOf('art.jpg')].toSorted(),
    );
    expect(await statuses()).toEqual({
      'good.jpg': 'processed',
      'bad.jpg': 'processed',
      'art.jpg': 'processed',
    });
  });

  test(
    'quarantines images by their stored labels, and then has nothing to do',
    async () => {
      const { exitCode, stdout } = await run('remoderate', '--policy', policy);
      expect(exitCode).toBe(0);
      expect(stdout).toMatch(new RegExp(`${idOf('bad.jpg')}.*quarantine.*bad.jpg`));
      expect(stdout).toMatch(/^3 images checked with policy [0-9a-f]{16}, 2 changes\.$/m);
      expect(await statuses()).toEqual({
        'good.jpg': 'processed',
        'bad.jpg': 'quarantined',
        'art.jpg': 'quarantined',
      });
      const again = await run('remoderate', '--policy', policy);
      expect(again.stdout).toMatch(/^3 images checked with policy [0-9a-f]{16}, 0 changes\.\n$/);
    },
    TIMEOUT_MS,
  );

  test('rejects an invalid or missing policy', async () => {
    const args = (value: string) => ['remoderate', '--policy', value] as const;
    expectRejection(
      await run(...args('{"rules":[{"category":"Violence"}]}')),
      'rules.0.minConfidence: Expected number but received nothing',
    );
    expectRejection(
      await run(...args('nowhere.json')),
      'a file at nowhere.json but received ENOENT',
    );
  });
});

describe('npm run review', () => {
  const because = ['--reason', 'It is a painting.', '--reviewer', 'Olga'] as const;

  test('without arguments lists images that wait for a decision, and says how to decide', async () => {
    const { exitCode, stdout } = await run('review');
    expect(exitCode).toBe(0);
    const waiting = ['art.jpg', 'bad.jpg'].map((name) => new RegExp(`${idOf(name)} .*${name}`));
    for (const line of waiting) expect(stdout).toMatch(line);
    expect(stdout).not.toContain('good.jpg');
    expect(stdout).toMatch(/npm run review -- [0-9a-f]{32} approve --reason "It is harmless\."/);
  });

  test(
    'restores approved images, and records the reviewer and the reason',
    async () => {
      const approve = ['review', idOf('art.jpg'), 'approve', ...because] as const;
      expect(await run(...approve)).toMatchObject({
        exitCode: 0,
        stdout: 'Approved: the original and the thumbnails are restored.\n',
      });
      const image = await find('art.jpg');
      expect(image).toMatchObject({ status: 'processed', reviewDecision: 'approve' });
      expect(image.renditions).toHaveLength(3);
      expect(await metadata.listReviews(image.imageId)).toMatchObject([
        { decision: 'approve', reviewedBy: 'Olga', reason: 'It is a painting.' },
      ]);
    },
    TIMEOUT_MS,
  );

  test('deletes rejected images, reports it when repeated, and rejects the opposite decision', async () => {
    const decide = (decision: string) => run('review', idOf('bad.jpg'), decision, ...because);
    const rejected = 'the original and the thumbnails are deleted, the row is kept.\n';
    expect((await decide('reject')).stdout).toBe(`Rejected: ${rejected}`);
    expect((await decide('reject')).stdout).toBe(`Rejected, as before: ${rejected}`);
    expect(await find('bad.jpg')).toMatchObject({ status: 'quarantined', renditions: [] });
    expect((await run('review')).stdout).toBe('No image waits for a review.\n');
    expectRejection(await decide('approve'), 'Expected the earlier decision');
  });

  test('rejects images that the policy allows, and unknown images', async () => {
    const approve = (id: string) => run('review', id, 'approve', ...because);
    expectRejection(await approve(idOf('good.jpg')), 'Expected a flagged or quarantined image');
    expectRejection(await approve(UNKNOWN_ID), `the id of an image but no image has ${UNKNOWN_ID}`);
  });

  test.each([
    [[UNKNOWN_ID, 'approve'], "required option '--reason <text>' not specified"],
    [[UNKNOWN_ID], "missing required argument 'decision'"],
    [['cat.jpg', 'approve', '--reason', 'x'], 'Expected 32 lower-case hexadecimal digits'],
  ])('rejects %j before it looks for a stack', async (args, message) => {
    expectRejection(await run('review', ...args), message);
  });
});

test.each([
  ['remoderate', []],
  ['review', [UNKNOWN_ID, 'approve', '--reason', 'x']],
] as const)('npm run %s says when no stack runs', async (command, args) => {
  const nowhere = ['--data', join(folder, 'nothing'), '--port', '1'];
  expectRejection(await runCommand(command, [...args, ...nowhere]), 'Expected a running stack');
});

test.each([
  ['remoderate', ['--policy <file>', '--dry-run', '--json']],
  ['review', ['--reason <text>', '--reviewer <name>', 'approve']],
] as const)('npm run %s explains itself', async (command, options) => {
  const { exitCode, stdout } = await runCommand(command, ['--help']);
  expect(exitCode).toBe(0);
  for (const option of options) expect(stdout).toContain(option);
});
