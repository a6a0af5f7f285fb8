import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';

const MAX_FIRST_LOAD_BYTES = 100_000;

const PROJECT = fileURLToPath(new URL('..', import.meta.url));
const VITE = fileURLToPath(import.meta.resolve('vite/package.json')).replace(
  /package\.json$/,
  'bin/vite.js',
);

interface ManifestChunk {
  readonly file: string;
  readonly css?: readonly string[];
  readonly imports?: readonly string[];
  readonly dynamicImports?: readonly string[];
}
type Manifest = Readonly<Record<string, ManifestChunk>>;

let folder: string;
let manifest: Manifest;
let html: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miniatura-web-'));
  const args = [VITE, 'build', '--outDir', folder, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, args, { cwd: PROJECT });
  manifest = JSON.parse(await readFile(join(folder, '.vite/manifest.json'), 'utf8')) as Manifest;
  html = await readFile(join(folder, 'index.html'), 'utf8');
});

afterAll(() => rm(folder, { recursive: true }));

/** The files that a chunk needs before it runs. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (chunk === undefined || found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const file of chunk.css ?? []) found.add(file);
  for (const other of chunk.imports ?? []) filesOf(other, found);
  return found;
}

async function sizeOf(file: string): Promise<number> {
  return gzipSync(await readFile(join(folder, file))).length;
}

async function totalSize(files: Iterable<string>): Promise<number> {
  const sizes = await Promise.all([...files].map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

test('the first load is under 100 KB, compressed', async () => {
  const files = new Set(['index.html', 'icon.svg', ...filesOf('index.html')]);
  const named = [...html.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, file = '']) => file);
  for (const file of named) files.add(file);
  expect(files.size).toBeGreaterThan(3);
  expect(await totalSize(files)).toBeLessThan(MAX_FIRST_LOAD_BYTES);
});

test('charts, the camera and archives come on demand', () => {
  const first = filesOf('index.html');
  const onDemand = manifest['index.html']?.dynamicImports ?? [];
  expect(onDemand.join()).toMatch(/dashboard-page/);
  expect(onDemand.join()).toMatch(/webcam/);
  expect(onDemand.join()).toMatch(/download-archive/);
  for (const name of onDemand) expect(first.has(manifest[name]?.file ?? '')).toBe(false);
});

test('the page contains nothing inline that a policy would have to allow', () => {
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|javascript:|data:/);
  expect([...html.matchAll(/<script\b([^>]*)>([^<]*)/g)].map(([, , code]) => code)).toEqual(['']);
  expect(html).not.toMatch(/https?:/);
});
