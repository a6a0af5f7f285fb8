import { join } from 'node:path';

import {
  formatFiles,
  generateFiles,
  type GeneratorCallback,
  getProjects,
  installPackagesTask,
  names,
  type Tree,
  updateJson,
} from '@nx/devkit';

import { addCodeOwner } from '../codeowners.ts';
import { type LambdaApp, type LambdaAppOptions, parseOptions } from './options.ts';

const codeOwnersPath = '.github/CODEOWNERS';

function rejectTakenName(tree: Tree, name: string): void {
  const project = getProjects(tree).get(name);
  const taken = project?.root ?? (tree.exists(`apps/${name}`) ? `apps/${name}` : undefined);
  if (taken !== undefined) {
    throw new Error(`Expected a new name for name but received "${name}": ${taken} exists`);
  }
}

function writeFiles(tree: Tree, app: LambdaApp): void {
  const { propertyName, className } = names(app.useCase);
  generateFiles(tree, join(import.meta.dirname, 'files'), `apps/${app.name}`, {
    ...app,
    useCaseFunction: propertyName,
    useCaseType: className,
    useCaseTitle: app.useCase.replaceAll('-', ' '),
    resourcesName: `${names(app.name).constantName}_RESOURCES`,
  });
}

function addReference(tree: Tree, name: string): void {
  return updateJson(
    tree,
    'tsconfig.json',
    (config: { references?: readonly { path: string }[] }) => ({
      ...config,
      references: [...(config.references ?? []), { path: `./apps/${name}` }],
    }),
  );
}

function addOwner(tree: Tree, app: LambdaApp): void {
  const text = tree.read(codeOwnersPath, 'utf8') ?? '';
  tree.write(codeOwnersPath, addCodeOwner(text, `apps/${app.name}`, app.team));
}

/**
 * Generates a Lambda app, `apps/NAME`, with the skeleton in `ARCHITECTURE.md`. The returned
 * callback links the new package and adds it to `package-lock.json`, which `npm ci` requires.
 */
export default async function generateLambdaApp(
  tree: Tree,
  options: LambdaAppOptions,
): Promise<GeneratorCallback> {
  const app = parseOptions(options);
  rejectTakenName(tree, app.name);
  writeFiles(tree, app);
  addReference(tree, app.name);
  addOwner(tree, app);
  await formatFiles(tree);
  return () => {
    if (!app.skipInstall) installPackagesTask(tree, true);
  };
}
