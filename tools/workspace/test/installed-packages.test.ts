import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { licencesOf, type LockedPackages, updateNotice } from '../src/bundled-licences.ts';
import { workspaceRoot } from './workspace-copy.ts';

const read = (path: string) => readFileSync(join(workspaceRoot, path), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { readonly packages: LockedPackages };

test('NOTICE lists every package that is shipped: node tools/workspace/src/bin/write-notice.ts', () => {
  expect(read('NOTICE')).toBe(updateNotice(read('NOTICE'), packages));
});

test('Licences are found through packages of the workspace and nested ones, without those of development', () => {
  const lock: LockedPackages = {
    'apps/api': { dependencies: { '@miniatura/text': '*', shared: '1' } },
    'node_modules/@miniatura/text': { link: true, resolved: 'packages/text' },
    'packages/text': { dependencies: { shared: '2' } },
    'packages/text/node_modules/shared': { license: 'ISC', dependencies: { deep: '1' } },
    'node_modules/shared': { license: 'MIT', optionalDependencies: { mac: '1', absent: '1' } },
    'node_modules/deep': { license: 'BSD-2-Clause' },
    'node_modules/mac': { license: 'MIT', os: ['darwin'] },
    'node_modules/vitest': { license: 'MIT' },
  };
  expect([...licencesOf(lock, ['apps/api']).keys()].toSorted()).toEqual(['deep', 'shared']);
});

test('No package of AWS is installed in two versions', () => {
  const paths = Object.keys(packages).filter((path) =>
    /node_modules\/@(aws-sdk|aws-lambda-powertools|smithy)\/[^/]+$/.test(path),
  );
  const names = paths.map((path) => path.replace(/^.*node_modules\//, ''));
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
});
