import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, expect, it } from 'vitest';

import { bundleLambda } from '../src/bundle-lambda.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'miniatura-bundle-'));
  write('package.json', '{ "type": "module" }');
  write('src/handler.ts', 'export const handler = (): string => "handled";\n');
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(file: string, text: string): void {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** Moves the bundle away from its sources and packages, and imports it. */
async function importBundle(file = 'handler.mjs'): Promise<Record<string, unknown>> {
  const away = join(folder, 'away');
  cpSync(join(folder, 'dist'), away, { recursive: true });
  return (await import(/* @vite-ignore */ join(away, file))) as Record<string, unknown>;
}

const call = (value: unknown): unknown => (value as () => unknown)();

it('writes one ES module and its source map, and says how large they are', async () => {
  const files = await bundleLambda(folder);
  expect(files.map(({ path }) => path).sort()).toEqual([
    'dist/handler.mjs',
    'dist/handler.mjs.map',
  ]);
  for (const { byteCount } of files) expect(byteCount).toBeGreaterThan(0);
  expect(call((await importBundle())['handler'])).toBe('handled');
});

it('contains CommonJS packages that require built-in modules', async () => {
  write('node_modules/old/package.json', '{ "main": "index.js" }');
  write(
    'node_modules/old/index.js',
    "const { basename } = require('node:path'); module.exports = { basename };",
  );
  write(
    'src/handler.ts',
    "import { basename } from 'old';\nexport const handler = () => basename('/a/b');\n",
  );
  await bundleLambda(folder);
  expect(call((await importBundle())['handler'])).toBe('b');
});

it('reads all that a bundle loads at its start from two files, and the rest on demand', async () => {
  write('src/both.ts', 'export const both = (): string => "both";\n');
  write('src/first.ts', "import { both } from './both.ts';\nexport const first = both;\n");
  write('src/rare.ts', "import { both } from './both.ts';\nexport const rare = both;\n");
  write('src/rarer.ts', "import { first } from './first.ts';\nexport const rarer = first;\n");
  write(
    'src/handler.ts',
    `import { first } from './first.ts';
     const { rarer } = await import('./rarer.ts');
     export const handler = async () => first() + rarer() + (await import('./rare.ts')).rare();\n`,
  );
  const files = await bundleLambda(folder);
  const modules = files.filter(({ path }) => path.endsWith('.mjs'));
  expect(modules.map(({ path }) => path.replace(/-[\w-]{8}\./, '.')).sort()).toEqual([
    'dist/handler-start.mjs',
    'dist/handler.mjs',
    'dist/rare.mjs',
    'dist/rarer.mjs',
  ]);
  expect(await call((await importBundle())['handler'])).toBe('bothbothboth');
});

it("contains the names and the numbers of MySQL's errors", async () => {
  const errors = createRequire(import.meta.url).resolve('mysql2');
  const module = JSON.stringify(join(errors, '../lib/constants/errors.js'));
  write(
    'src/handler.ts',
    `import errors from ${module};
     export const handler = () => [errors[1045], errors.ER_ACCESS_DENIED_ERROR, errors[99_999]];\n`,
  );
  const files = await bundleLambda(folder);
  const modules = files.filter(({ path }) => path.endsWith('.mjs'));
  // The table is made when it is first read.
  for (const { path } of modules) {
    expect(readFileSync(join(folder, path), 'utf8')).not.toContain('.ER_ACCESS_DENIED_ERROR=');
  }
  expect(call((await importBundle())['handler'])).toEqual([
    'ER_ACCESS_DENIED_ERROR',
    1045,
    undefined,
  ]);
});

it('bundles further entry points beside the handler', async () => {
  write('package.json', JSON.stringify({ bundle: { entryPoints: { worker: 'src/worker.ts' } } }));
  write('src/worker.ts', 'export const work = (): string => "worked";\n');
  await bundleLambda(folder);
  expect(call((await importBundle('worker.mjs'))['work'])).toBe('worked');
});

it('bundles entry points without a handler, and rejects to bundle nothing', async () => {
  rmSync(join(folder, 'src/handler.ts'));
  await expect(bundleLambda(folder)).rejects.toThrow('Expected src/handler.ts, or entry points');
  write('package.json', JSON.stringify({ bundle: { entryPoints: { worker: 'src/worker.ts' } } }));
  write('src/worker.ts', 'export const work = (): string => "worked";\n');
  await bundleLambda(folder);
  expect(call((await importBundle('worker.mjs'))['work'])).toBe('worked');
});

it('says which modules a bundle has anything of', async () => {
  write('src/used.ts', 'export const used = (): string => "used";\n');
  write('src/unused.ts', 'export const unused = (): string => "unused";\n');
  write(
    'src/handler.ts',
    "import { used } from './used.ts';\nimport './unused.ts';\nexport const handler = used;\n",
  );
  write('package.json', '{ "type": "module", "sideEffects": false }');
  await bundleLambda(folder);
  const modules: unknown = JSON.parse(readFileSync(join(folder, 'dist/modules.json'), 'utf8'));
  expect(modules).toEqual({ 'handler.mjs': ['src/handler.ts', 'src/used.ts'] });
});

it('contains only what is used of zod, also where Powertools imports all of it', async () => {
  write('node_modules/zod/package.json', '{ "type": "module", "sideEffects": false }');
  write('node_modules/zod/all.js', 'export const used = () => "used", unused = "unused-schema";');
  write(
    'node_modules/zod/index.js',
    "import * as z from './all.js'; export * from './all.js'; export { z };",
  );
  const parser = 'node_modules/@aws-lambda-powertools/parser';
  write(`${parser}/package.json`, '{ "type": "module", "sideEffects": false }');
  write(`${parser}/index.js`, "import { z } from 'zod'; export const parsed = () => z.used();");
  write('src/handler.ts', "export { parsed as handler } from '@aws-lambda-powertools/parser';\n");
  await bundleLambda(folder);
  expect(readFileSync(join(folder, 'dist/handler.mjs'), 'utf8')).not.toContain('unused-schema');
  expect(call((await importBundle())['handler'])).toBe('used');
});

it('contains no tables of East Asian encodings, and says so where one is needed', async () => {
  write('node_modules/iconv-lite/package.json', '{ "main": "index.js" }');
  write('node_modules/iconv-lite/encodings/tables/big5-added.json', '[["8740","table"]]');
  write(
    'node_modules/iconv-lite/index.js',
    "exports.decode = () => require('./encodings/tables/big5-added.json');",
  );
  write('src/handler.ts', "import { decode } from 'iconv-lite';\nexport const handler = decode;\n");
  await bundleLambda(folder);
  expect(readFileSync(join(folder, 'dist/handler.mjs'), 'utf8')).not.toContain('8740');
  const { handler } = await importBundle();
  expect(() => call(handler)).toThrow('Expected an encoding of Unicode but received one of big5');
});

it('leaves external packages to be found at run time', async () => {
  write('package.json', JSON.stringify({ bundle: { external: ['not-installed'] } }));
  write('src/handler.ts', "export const handler = () => import('not-installed');\n");
  await bundleLambda(folder);
  await expect(call((await importBundle())['handler'])).rejects.toThrow(/not-installed/);
});

it('leaves all modules of external packages to be found at run time', async () => {
  write('package.json', JSON.stringify({ bundle: { external: ['@scope/decoder'] } }));
  const decoder = 'node_modules/@scope/decoder';
  write(`${decoder}/package.json`, JSON.stringify({ type: 'commonjs' }));
  write(`${decoder}/lib/glue.js`, 'module.exports = { folder: __dirname };\n');
  write(
    'src/handler.ts',
    `import glue from '@scope/decoder/lib/glue.js';
export const handler = () => glue.folder;
`,
  );
  await bundleLambda(folder);
  expect(call((await importBundle())['handler'])).toBe(join(realpathSync(folder), decoder, 'lib'));
});

it('leaves nothing of an earlier bundle', async () => {
  write('dist/old.mjs', 'export {};');
  await bundleLambda(folder);
  expect(existsSync(join(folder, 'dist/old.mjs'))).toBe(false);
});

it('rejects unknown options', async () => {
  write('package.json', JSON.stringify({ bundle: { externals: ['sharp'] } }));
  await expect(bundleLambda(folder)).rejects.toThrow(/externals/);
});

it('fails on an import that does not resolve', async () => {
  write('src/handler.ts', "import 'not-installed';\nexport const handler = () => {};\n");
  await expect(bundleLambda(folder)).rejects.toThrow(/not-installed/);
});
