import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ASSET_PROJECTS, assetFolder, type AssetProject } from '../src/function-assets.ts';

const BYTES_PER_MB = 1_000_000;
/**
 * Unzipped. Of what has native code, sharp and libvips take most, other decoders and a font 8 MB.
 * The API's functions share no files, so that each reads only its own: 3 MB are there twice or more.
 */
const MAX_MB: Readonly<Record<string, number>> = {
  thumbnailer: 33,
  failures: 5,
  ingest: 5,
  etl: 5,
  retention: 5,
  api: 35,
  infra: 5,
};

function byteCountOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}

test.each(ASSET_PROJECTS)('What Lambda gets of %s is as small as promised', (project) => {
  const megabytes = byteCountOf(assetFolder(project)) / BYTES_PER_MB;
  expect(megabytes).toBeGreaterThan(0.1);
  expect(megabytes).toBeLessThan(MAX_MB[project] ?? 0);
});

const WITH_NATIVE_CODE = ['thumbnailer', 'api'] as const;

test.each(WITH_NATIVE_CODE)('What Lambda gets of %s is built for arm64 alone', (project) => {
  const folder = join(assetFolder(project), 'node_modules/@img');
  expect(readdirSync(folder).filter((name) => name.startsWith('sharp-'))).toEqual([
    'sharp-libvips-linux-arm64',
    'sharp-linux-arm64',
  ]);
});

const functionsWithoutNativeCode = ASSET_PROJECTS.filter(
  (project) => !(WITH_NATIVE_CODE as readonly string[]).includes(project),
);

test.each(functionsWithoutNativeCode)('What Lambda gets of %s runs on any processor', (project) => {
  const files = readdirSync(assetFolder(project), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
});

/** The code that a function's entry point loads at its start, without its dynamic imports. */
function codeAtStart(project: AssetProject, file = 'handler.mjs'): string {
  const code = readFileSync(join(assetFolder(project), file), 'utf8');
  const imported = [...code.matchAll(/\b(?:from|import)"\.\/([^"]+)"/g)];
  return [code, ...imported.map(([, name]) => codeAtStart(project, name))].join('\n');
}

test.each([
  ['thumbnailer', 'the decoder of HEIC', 'no-wasm-code-gc'],
  ['thumbnailer', 'HTTP/2', '"node:http2"'],
  ['thumbnailer', 'the parsers of other types than JPEG, PNG, GIF and WebP', '8BPS'],
  ['etl', "the warehouse's migrations", 'CREATE SCHEMA'],
  ['etl', 'the queries of images', 'findSimilarImages'],
  ['retention', 'the queries of images', 'findSimilarImages'],
  ['failures', 'the queries of images', 'findSimilarImages'],
] as const)('The %s does not load %s at its start', (project, _, text) => {
  // Not `toContain`, which would print half a megabyte.
  expect(codeAtStart(project).includes(text)).toBe(false);
});

test.each(ASSET_PROJECTS.filter((project) => project !== 'infra'))(
  'The %s loads two files at its start',
  (project) => {
    const [imported = ''] = /\bimport.*?"\.\/[^"]+"/.exec(codeAtStart(project)) ?? [];
    expect(imported).toContain('handler-start-');
  },
);
