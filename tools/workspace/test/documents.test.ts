import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { listProjectFolders, workspaceRoot } from './workspace-copy.ts';

interface Manifest {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly nx?: { readonly name?: string; readonly targets?: Readonly<Record<string, unknown>> };
}

const read = (path: string): string => readFileSync(join(workspaceRoot, path), 'utf8');
const readManifest = (folder: string) => JSON.parse(read(`${folder}/package.json`)) as Manifest;

const folders = listProjectFolders(workspaceRoot);
const manifests = folders.map((folder) => ({ folder, ...readManifest(folder) }));
const rootScripts = readManifest('.').scripts ?? {};

const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'findings/README.md',
  ...readdirSync(join(workspaceRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
  ...folders
    .map((folder) => `${folder}/README.md`)
    .filter((path) => existsSync(join(workspaceRoot, path))),
];

function linksOf(text: string): readonly string[] {
  return [...text.matchAll(/\]\(([^)\s#]+)[^)]*\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** Links to headings, as pairs of a document (itself where it is empty) and an anchor. */
function anchorsOf(text: string): readonly (readonly [string, string])[] {
  return [...text.matchAll(/\]\((?![a-z]+:)([^)\s#]*)#([^)\s]+)\)/g)].map(
    ([, target = '', anchor = '']) => [target, anchor],
  );
}

/** GitHub's anchor of each heading. */
function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function commandsOf(text: string): readonly string[] {
  return [...text.matchAll(/^```(?:sh|bash|console)\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block
      .replaceAll('\\\n', ' ')
      .split(/\n|&&/)
      .map((line) => line.trim().replace(/^\$ /, '')),
  );
}

function isTarget(project: string, target: string): boolean {
  const manifest = manifests.find(({ nx }) => nx?.name === project);
  return manifest?.scripts?.[target] !== undefined || manifest?.nx?.targets?.[target] !== undefined;
}

function isBin(name: string): boolean {
  return (
    manifests.some(({ bin, folder }) => {
      const file = bin?.[name];
      return file !== undefined && existsSync(join(workspaceRoot, folder, file));
    }) || existsSync(join(workspaceRoot, 'node_modules/.bin', name))
  );
}

/** The commands of ours that documents show, each with how to tell that it exists. */
const rules: readonly (readonly [RegExp, (...words: string[]) => boolean])[] = [
  [/^npm (start|test)\b/, (script) => script in rootScripts],
  [/^npm run ([\w:-]+)/, (script) => script in rootScripts],
  [/^npx nx run ([\w-]+):([\w-]+)/, isTarget],
  [
    /^npx nx (deploy|destroy|diff|package|synth) ([\w-]+)/,
    (target, project) => isTarget(project, target),
  ],
  [/^npx ([\w-]+)/, isBin],
];

function exists(command: string): boolean {
  return rules.every(([pattern, check]) => {
    const words = pattern.exec(command)?.slice(1);
    return words === undefined || check(...words);
  });
}

describe.each(documents)('%s', (path) => {
  const text = read(path);

  it('links to what exists', () => {
    const broken = linksOf(text).filter(
      (target) => !existsSync(join(workspaceRoot, dirname(path), target)),
    );
    expect(broken).toEqual([]);
  });

  it('links to headings that exist', () => {
    const broken = anchorsOf(text).filter(
      ([target, anchor]) =>
        !headingsOf(target === '' ? text : read(join(dirname(path), target))).includes(anchor),
    );
    expect(broken).toEqual([]);
  });

  it('names source files that exist', () => {
    const named = [
      ...text.matchAll(/`((?:src|test|apps|packages|tools|docs)\/[a-z\d./_-]+\.\w+)`/g),
    ];
    // Some documents describe the files of any Lambda app.
    const places = ['.', dirname(path), 'apps/thumbnailer'];
    const missing = named
      .map(([, file = '']) => file)
      .filter((file) => !places.some((place) => existsSync(join(workspaceRoot, place, file))));
    expect(missing).toEqual([]);
  });

  it('shows commands that exist', () => {
    expect(commandsOf(text).filter((command) => !exists(command))).toEqual([]);
  });
});

/** The options of a command that runs a target by Node, and the source of its script. */
function optionsOf(command: string): readonly (readonly [string, string])[] {
  const [, project, target = '', options = ''] =
    /^npx nx run ([\w-]+):([\w-]+) -- ([^#]*)/.exec(command) ?? [];
  const { folder, scripts } = manifests.find(({ nx }) => nx?.name === project) ?? {};
  const [, file] = /^node (src\S+)$/.exec(scripts?.[target] ?? '') ?? [];
  if (folder === undefined || file === undefined) return [];
  return [...options.matchAll(/--([\w-]+)/g)].map(([, name = '']) => [name, `${folder}/${file}`]);
}

/** Words that docs/glossary.md replaces. The data dictionary quotes comments of migrations. */
const REPLACED = /\b(?:pictures?|refus(?:e|es|ed|al|als))\b/i;
const QUOTING = ['docs/data-dictionary.md', 'docs/glossary.md'];

it.each(documents.filter((path) => !QUOTING.includes(path)))(
  '%s uses the words of the glossary',
  (path) => {
    const prose = read(path)
      .replaceAll(/^```.*?^```/gms, '')
      .replaceAll(/`[^`]*`|\]\([^)]*\)/g, '');
    expect(prose.split('\n').filter((line) => REPLACED.test(line))).toEqual([]);
  },
);

it('documents show options that their commands have', () => {
  const shown = documents.flatMap((path) => commandsOf(read(path)).flatMap(optionsOf));
  expect(shown.length).toBeGreaterThan(10);
  expect(
    shown.filter(([name, file]) => name !== 'help' && !read(file).includes(`'--${name}`)),
  ).toEqual([]);
});

it.each([
  ['README.md', 120],
  ['CONTRIBUTING.md', 50],
])('%s is under %i lines', (path, maxLines) => {
  expect(read(path).split('\n').length).toBeLessThan(maxLines);
});

it('shows the commands that the README promises', () => {
  const commands = commandsOf(read('README.md'));
  expect(commands).toEqual(expect.arrayContaining(['npm ci', 'npm start', 'npm test']));
  expect(commands.some((command) => command.startsWith('npm run import -- '))).toBe(true);
});

it.each(Object.entries(rootScripts))('npm run %s runs what exists', (_name, script) => {
  const ofProject = /^npm run -s ([\w-]+) -w @miniatura\/([\w-]+)/.exec(script);
  if (ofProject) {
    expect(isTarget(ofProject[2] ?? '', ofProject[1] ?? '')).toBe(true);
    return;
  }
  const [program = '', ...words] = script.split(' ');
  const modules = words.filter((word) => word.endsWith('.ts'));
  const paths = program === 'node' ? modules : [`node_modules/.bin/${program}`];
  expect(paths).not.toEqual([]);
  expect(paths.filter((path) => !existsSync(join(workspaceRoot, path)))).toEqual([]);
});

it('mentions every project', () => {
  for (const folder of folders) {
    expect(read('README.md')).toContain(`](${folder})`);
    expect(read('ARCHITECTURE.md')).toContain(`\`${folder}\``);
  }
});
