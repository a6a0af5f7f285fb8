import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, type Tree } from '@nx/devkit';
import { createTreeWithEmptyWorkspace } from '@nx/devkit/testing';
import { beforeEach, describe, expect, it } from 'vitest';

import { GROUPS } from '../src/allowed-imports.ts';
import generateLambdaApp from '../src/lambda-app/generator.ts';
import type { LambdaAppOptions } from '../src/lambda-app/options.ts';

let tree: Tree;

beforeEach(() => {
  tree = createTreeWithEmptyWorkspace({ formatter: 'prettier' });
  tree.write('tsconfig.json', '{ "files": [], "references": [{ "path": "./packages/a" }] }');
  tree.write('.github/CODEOWNERS', '* @miniatura/platform\n\n/packages/a/ @miniatura/data\n');
});

function filesBelow(folder: string): readonly string[] {
  return tree
    .children(folder)
    .flatMap((name) =>
      tree.isFile(`${folder}/${name}`)
        ? [name]
        : filesBelow(`${folder}/${name}`).map((below) => `${name}/${below}`),
    );
}

it('writes the skeleton, its tests and its README', async () => {
  await generateLambdaApp(tree, { name: 'order-mailer' });
  expect([...filesBelow('apps/order-mailer')].sort()).toEqual([
    'README.md',
    'package.json',
    'src/config.ts',
    'src/connect.ts',
    'src/create-handler.ts',
    'src/handler.ts',
    'src/process-message.ts',
    'src/resources.ts',
    'test/config.test.ts',
    'test/create-handler.test.ts',
    'tsconfig.json',
    'vitest.config.ts',
  ]);
});

it('tags the app, exports its handler maker and configuration, and adds its owner', async () => {
  await generateLambdaApp(tree, { name: 'billing', team: 'data', scope: 'warehouse' });
  expect(readJson(tree, 'apps/billing/package.json')).toMatchObject({
    name: '@miniatura/billing',
    exports: { '.': './src/create-handler.ts', './config': './src/config.ts' },
    nx: { name: 'billing', tags: ['type:app', 'scope:warehouse', 'team:data'] },
  });
  expect(tree.read('.github/CODEOWNERS', 'utf8')).toBe(
    '* @miniatura/platform\n\n/apps/billing/ @miniatura/data\n/packages/a/ @miniatura/data\n',
  );
});

it('adds the app to the references of the root tsconfig.json', async () => {
  await generateLambdaApp(tree, { name: 'billing' });
  expect(readJson(tree, 'tsconfig.json')).toEqual({
    files: [],
    references: [{ path: './packages/a' }, { path: './apps/billing' }],
  });
});

it('names the use case after its option', async () => {
  await generateLambdaApp(tree, { name: 'retention', useCase: 'purge-expired' });
  expect(tree.read('apps/retention/src/purge-expired.ts', 'utf8')).toContain(
    'export async function purgeExpired(',
  );
  const handler = tree.read('apps/retention/src/create-handler.ts', 'utf8');
  expect(handler).toMatch(
    /import \{\s*purgeExpired,\s*type PurgeExpiredDependencies,?\s*\} from '.\/purge-expired.ts'/,
  );
});

describe('the skeleton', () => {
  const ROOT = join(import.meta.dirname, '../../..');
  /** The files of an app, without the use case, whose name differs. */
  const SKELETON = ['config.ts', 'connect.ts', 'create-handler.ts', 'handler.ts', 'resources.ts'];

  it('is that of every Lambda app', async () => {
    await generateLambdaApp(tree, { name: 'billing' });
    const written = tree
      .children('apps/billing/src')
      .filter((name) => name !== 'process-message.ts');
    expect(written.toSorted()).toEqual(SKELETON);
    const shared = Object.keys(
      readJson<{ exports: Record<string, string> }>(tree, 'apps/billing/package.json').exports,
    );
    for (const app of GROUPS['apps'] ?? []) {
      const folder = join(ROOT, 'apps', app);
      // The API answers requests: it creates an app of Hono.
      const expected = SKELETON.map((name) =>
        app === 'api' && name === 'create-handler.ts' ? 'create-app.ts' : name,
      );
      expect(readdirSync(join(folder, 'src')), app).toEqual(expect.arrayContaining(expected));
      expect(readdirSync(folder), app).toEqual(
        expect.arrayContaining(tree.children('apps/billing').filter((name) => name !== 'src')),
      );
      const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
      expect(Object.keys(exports), app).toEqual(expect.arrayContaining(shared));
    }
  });

  it('is that of ARCHITECTURE.md', () => {
    const text = readFileSync(join(ROOT, 'ARCHITECTURE.md'), 'utf8');
    const [, block = ''] = /## A Lambda app\n\n```\n([^`]*)```/.exec(text) ?? [];
    const listed = [...block.matchAll(/^src\/(\S+)/gm)].map(([, name]) => name);
    expect(listed.toSorted()).toEqual(['<use-case>.ts', ...SKELETON].toSorted());
  });
});

it('keeps the composition root within 30 lines', async () => {
  await generateLambdaApp(tree, { name: 'billing' });
  const lines = tree.read('apps/billing/src/handler.ts', 'utf8')?.split('\n') ?? [];
  expect(lines.length).toBeGreaterThan(5);
  expect(lines.length).toBeLessThanOrEqual(30);
});

describe('what cannot become an app', () => {
  const tooLong = 'a'.repeat(65);
  const rejections: readonly (readonly [LambdaAppOptions | object, string])[] = [
    [
      { name: 'Billing' },
      'Expected kebab-case of at most 64 characters for name but received "Billing"',
    ],
    [{ name: '../billing' }, 'for name but received "../billing"'],
    [{ name: '' }, 'for name but received ""'],
    [{ name: tooLong }, `for name but received "${tooLong}"`],
    [
      { name: 'a', team: 'sales' },
      'Expected one of data, media, platform for team but received "sales"',
    ],
    [{ name: 'a', scope: 'moon' }, 'for scope but received "moon"'],
    [{ name: 'a', useCase: 'delete' }, 'Expected a verb and its object in kebab-case for useCase'],
    [{ name: 'a', useCase: 'create-handler' }, 'for useCase but received "create-handler"'],
  ];

  it.each(rejections)('%j is rejected, and nothing is written', async (options, message) => {
    const before = tree.listChanges().length;
    await expect(generateLambdaApp(tree, options as LambdaAppOptions)).rejects.toThrow(message);
    expect(tree.listChanges()).toHaveLength(before);
  });

  it('is a name that another project has, wherever it lives', async () => {
    tree.write('packages/resize/project.json', '{ "name": "resize" }');
    await expect(generateLambdaApp(tree, { name: 'resize' })).rejects.toThrow(
      'Expected a new name for name but received "resize": packages/resize exists',
    );
  });

  it('is the name of a folder that is there already', async () => {
    tree.write('apps/billing/notes.txt', 'mine');
    await expect(generateLambdaApp(tree, { name: 'billing' })).rejects.toThrow(
      'apps/billing exists',
    );
  });
});
