import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { addCodeOwner, codeOwnerOf, parseCodeOwners, patternOf } from '../src/codeowners.ts';
import { tagValuesOf, TEAMS } from '../src/tags.ts';
import { listProjectFolders, workspaceRoot } from './workspace-copy.ts';

const text = readFileSync(join(workspaceRoot, '.github/CODEOWNERS'), 'utf8');
const lines = parseCodeOwners(text);
const folders = listProjectFolders(workspaceRoot);

function teamOf(folder: string): string | undefined {
  const manifest = readFileSync(join(workspaceRoot, folder, 'package.json'), 'utf8');
  return tagValuesOf('team', (JSON.parse(manifest) as { nx: { tags: string[] } }).nx.tags)[0];
}

describe('.github/CODEOWNERS', () => {
  it.each(folders)('gives %s to the team of its tag', (folder) => {
    const owners = lines.filter((line) => line.pattern === patternOf(folder));
    expect(owners).toEqual([
      { pattern: patternOf(folder), owners: [codeOwnerOf(teamOf(folder) ?? 'nobody')] },
    ]);
  });

  it('begins with a general line, and has lines only for existing projects', () => {
    const [first, ...rest] = lines;
    expect(first).toEqual({ pattern: '*', owners: [codeOwnerOf('platform')] });
    expect(rest.map((line) => line.pattern).sort()).toEqual(folders.map(patternOf).sort());
  });

  it('names only teams there are', () => {
    const known = TEAMS.map(codeOwnerOf);
    for (const { owners } of lines) expect(known).toEqual(expect.arrayContaining([...owners]));
  });
});

describe('addCodeOwner', () => {
  const before =
    '# Owners.\n* @miniatura/platform\n\n/apps/b/ @miniatura/data\n/tools/x/ @miniatura/data\n';

  it.each([
    ['apps/a', ['/apps/a/', '/apps/b/', '/tools/x/']],
    ['apps/c', ['/apps/b/', '/apps/c/', '/tools/x/']],
    ['tools/y', ['/apps/b/', '/tools/x/', '/tools/y/']],
  ])('puts %s among the projects in order', (folder, patterns) => {
    const after = parseCodeOwners(addCodeOwner(before, folder, 'media'));
    expect(after.slice(1).map((line) => line.pattern)).toEqual(patterns);
    expect(after).toContainEqual({ pattern: `/${folder}/`, owners: ['@miniatura/media'] });
  });

  it('leaves all other lines as they are', () => {
    const after = addCodeOwner(before, 'apps/c', 'media');
    expect(after.replace('/apps/c/ @miniatura/media\n', '')).toBe(before);
  });

  it('starts a file that has no lines', () => {
    expect(addCodeOwner('', 'apps/a', 'data')).toBe('/apps/a/ @miniatura/data\n');
  });
});
