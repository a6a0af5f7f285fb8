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

test.each(ASSET_PROJECTS)('What Lambda gets of %s names no variable of CommonJS', (project) => {
  const folder = assetFolder(project);
  const modules = readdirSync(folder).filter((file) => file.endsWith('.mjs'));
  const code = (file: string) => readFileSync(join(folder, file), 'utf8');
  expect(modules.filter((file) => /\b__(?:dir|file)name\b/.test(code(file)))).toEqual([]);
});

const functionsWithoutNativeCode = ASSET_PROJECTS.filter(
  (project) => !(WITH_NATIVE_CODE as readonly string[]).includes(project),
);

test.each(functionsWithoutNativeCode)('What Lambda gets of %s runs on any processor', (project) => {
  const files = readdirSync(assetFolder(project), { recursive: true, encoding: 'utf8' });
  expect(files.filter((file) => !file.endsWith('.mjs'))).toEqual([]);
});

/** The files that a function's entry point loads at its start, without its dynamic imports. */
function filesAtStart(project: AssetProject): readonly string[] {
  const files = new Set(['handler.mjs']);
  // A set's iteration includes what is added meanwhile.
  for (const file of files) {
    for (const [, name = ''] of codeOf(project, file).matchAll(/\b(?:from|import)"\.\/([^"]+)"/g))
      files.add(name);
  }
  return [...files];
}

function bundlesOf(project: AssetProject): readonly string[] {
  return readdirSync(assetFolder(project)).filter((file) => file.endsWith('.mjs'));
}

function codeOf(project: AssetProject, file: string): string {
  return readFileSync(join(assetFolder(project), file), 'utf8');
}

test.each([
  ['thumbnailer', 'the decoder of HEIC', 'no-wasm-code-gc'],
  ['thumbnailer', 'HTTP/2', '"node:http2"'],
  ['thumbnailer', 'the parsers of other types than JPEG, PNG, GIF and WebP', 'PSD without'],
  ['etl', "the warehouse's migrations", 'CREATE SCHEMA'],
  ['etl', 'the queries of images', 'findSimilarImages'],
  ['etl', 'all utilities of Node', '"node:util"'],
  ['retention', 'the queries of images', 'findSimilarImages'],
  ['failures', 'the queries of images', 'findSimilarImages'],
] as const)('The %s does not load %s at its start', (project, _, text) => {
  const hasText = (folder: AssetProject) => (file: string) => codeOf(folder, file).includes(text);
  expect(filesAtStart(project).filter(hasText(project))).toEqual([]);
  // Otherwise the text has another form in bundles.
  expect(ASSET_PROJECTS.some((each) => bundlesOf(each).some(hasText(each)))).toBe(true);
});

test.each(ASSET_PROJECTS.filter((project) => project !== 'infra'))(
  "The %s loads two files at its start, and none else but rolldown's helpers",
  (project) => {
    const files = filesAtStart(project).filter((file) => !file.startsWith('rolldown-runtime-'));
    expect(files).toEqual(['handler.mjs', expect.stringMatching(/^handler-start-.*\.mjs$/)]);
  },
);
