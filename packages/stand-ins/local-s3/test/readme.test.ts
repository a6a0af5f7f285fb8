import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { DirectoryInUseError, InvalidOptionError, UnusableDirectoryError } from '../src/index.ts';
import { OPERATIONS, SUBRESOURCES } from '../src/router.ts';
import { listFiles, temporaryFolder } from './s3-fixture.ts';

const README = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8');

test("the README's program runs unchanged", async () => {
  const [, program = ''] = /```ts\n(.*?)```/s.exec(README) ?? [];
  // Beside the package, so that its imports resolve.
  const folder = join(import.meta.dirname, `../out-tsc/readme-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'program.ts'), program);
  const cwd = temporaryFolder();
  const run = promisify(execFile)(process.execPath, [join(folder, 'program.ts')], { cwd });
  expect((await run).stderr).toBe('');
  expect(await listFiles(join(cwd, 'data/buckets'))).toEqual([
    expect.stringMatching(/^images\/2026\/cat~[0-9a-z]+\.jpg$/),
  ]);
});

test('the README lists every error of the start, and no other', () => {
  const errors = [
    new InvalidOptionError('port', 'a port', 'x'),
    new DirectoryInUseError('d', undefined),
    new UnusableDirectoryError('d', undefined),
  ];
  const rows = [...README.matchAll(/^\| `([a-z-]+)` +\| `(\w+)`/gm)].map(([, ...row]) => row);
  expect(rows).toEqual(errors.map(({ code, name }) => [code, name]));
});

test('the README lists every operation that is routed, and no other', () => {
  const listed = [...README.matchAll(/^\|[^|]*\| `((?:GET|PUT|POST|HEAD|DELETE) [^`]+)` +\|/gm)];
  expect(listed.map(([, route]) => route).sort()).toEqual(Object.keys(OPERATIONS).sort());
});

test('the README lists every subresource that has no operation at all or lacks one', () => {
  const [, section = ''] = /return 501 `NotImplemented`, (.*?)\n\n/s.exec(README) ?? [];
  const rejected = [...section.matchAll(/`([\w-]+)`/g)].map(([, name]) => name);
  const served = new Set(Object.keys(OPERATIONS).map((route) => route.split(' ')[2]));
  const isWhole = (name: string) => served.has(name) && !READ_ONLY.includes(name);
  expect(rejected).toEqual([...SUBRESOURCES].filter((name) => !isWhole(name)).sort());
});

/** Configurations that can be read here and not be put. */
const READ_ONLY = ['accelerate', 'logging', 'replication', 'requestPayment', 'website'];
