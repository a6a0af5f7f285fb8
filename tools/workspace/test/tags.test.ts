import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { SCOPES, TAG_VALUES, type TagKind, tagValuesOf, TEAMS } from '../src/tags.ts';
import { listProjectFolders, workspaceRoot } from './workspace-copy.ts';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly nx?: { readonly name?: string; readonly tags?: readonly string[] };
}

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(workspaceRoot, path), 'utf8'));
}

const kinds = Object.keys(TAG_VALUES) as TagKind[];

describe.each(listProjectFolders(workspaceRoot))('%s', (folder) => {
  const manifest = readJson(`${folder}/package.json`) as Manifest;
  const tags = manifest.nx?.tags ?? [];

  it.each(kinds)('has one %s: tag, of the allowed values', (kind) => {
    const values = tagValuesOf(kind, tags);
    expect(values).toHaveLength(1);
    expect(TAG_VALUES[kind]).toContain(values[0]);
  });

  it('has no tags of other kinds', () => {
    expect(tags).toHaveLength(kinds.length);
  });

  it('is named after its folder, and private', () => {
    const name = folder.replace(/.*\//, '');
    expect(manifest).toMatchObject({ name: `@miniatura/${name}`, private: true, nx: { name } });
  });
});

it('offers the generator the teams and scopes there are', () => {
  const schema = readJson('tools/workspace/src/lambda-app/schema.json') as {
    readonly properties: Record<string, { readonly enum?: readonly string[] }>;
  };
  expect(schema.properties['team']?.enum).toEqual(TEAMS);
  expect(SCOPES).toEqual(expect.arrayContaining([...(schema.properties['scope']?.enum ?? [])]));
});
