import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { lockfileOf } from '../src/lambda-packages.ts';
import { packageLambda } from '../src/package-lambda.ts';
import { workspaceRoot } from './workspace-copy.ts';

const LOCKFILE = JSON.stringify({
  packages: {
    '': { dependencies: { native: '1.0.0' } },
    'node_modules/native': {
      version: '1.0.0',
      integrity: 'sha512-a',
      dependencies: { shared: '^1' },
      optionalDependencies: { 'native-arm64': '1.0.0', 'never-locked': '1.0.0' },
    },
    'node_modules/native/node_modules/shared': { version: '1.5.0', dependencies: { deep: '1' } },
    'node_modules/native-arm64': { version: '1.0.0', cpu: ['arm64'], optional: true },
    'node_modules/shared': { version: '2.0.0' },
    'node_modules/deep': { version: '1.0.0', dependencies: { native: '1.0.0' } },
    'node_modules/other': { version: '3.0.0' },
  },
});

describe('lockfileOf', () => {
  it('contains a package and its dependencies, nearest first, and nothing else', () => {
    const { packages } = lockfileOf(['native'], LOCKFILE);
    expect(Object.keys(packages)).toEqual([
      '',
      'node_modules/deep',
      'node_modules/native',
      'node_modules/native-arm64',
      'node_modules/native/node_modules/shared',
    ]);
  });

  it('keeps checksums and platforms', () => {
    const { packages } = lockfileOf(['native'], LOCKFILE);
    expect(packages).toMatchObject({
      'node_modules/native': { integrity: 'sha512-a' },
      'node_modules/native-arm64': { cpu: ['arm64'], optional: true },
    });
  });

  it('rejects a package that is not in the lock file', () => {
    expect(() => lockfileOf(['absent'], LOCKFILE)).toThrow(
      "Expected absent in the workspace's lockfile.",
    );
  });
});

describe('packageLambda', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'miniatura-package-'));
    mkdirSync(join(folder, 'dist'));
    for (const file of ['handler.mjs', 'handler.mjs.map', 'worker.mjs']) {
      writeFileSync(join(folder, 'dist', file), '');
    }
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const describeBundle = (bundle: object) =>
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ bundle }));

  it('ships all modules, no source maps, and nothing of an earlier asset', () => {
    describeBundle({});
    mkdirSync(join(folder, 'asset'));
    writeFileSync(join(folder, 'asset/old.mjs'), '');
    packageLambda(folder);
    expect(readdirSync(join(folder, 'asset')).toSorted()).toEqual(['handler.mjs', 'worker.mjs']);
  });

  it("contains external packages for Lambda in the workspace's version, without omitted files", () => {
    describeBundle({ external: ['sharp'], omit: ['sharp/**/*.md'] });
    packageLambda(folder);
    expect(existsSync(join(folder, 'asset/node_modules/sharp/README.md'))).toBe(false);
    const packages = join(folder, 'asset/node_modules');
    const version = (root: string) =>
      (JSON.parse(readFileSync(join(root, 'sharp/package.json'), 'utf8')) as { version: string })
        .version;
    expect(version(packages)).toBe(version(join(workspaceRoot, 'node_modules')));
    expect(readdirSync(join(packages, '@img')).toSorted()).toEqual([
      'colour',
      'sharp-libvips-linux-arm64',
      'sharp-linux-arm64',
    ]);
  }, 120_000);
});
