import { readFile } from 'node:fs/promises';
import { transform } from 'esbuild';
import type { Plugin } from 'rolldown';

/** The modules of this workspace's apps and packages. */
const OWN_MODULE = /\/(apps|packages)\/.*\/src\/.*\.ts$/;

/**
 * Reduces the modules of this workspace to what they import: their own imports, and for each other
 * package the names that the module uses. Clients of the SDK, loggers and metrics are also created.
 * A bundle with this plugin is therefore what a function loads without any code of this workspace.
 */
export const packagesOnly: Plugin = {
  name: 'packages-only',
  load: {
    filter: { id: { include: OWN_MODULE, exclude: '**/node_modules/**' } },
    async handler(path) {
      // The types and what only types need are removed.
      const { code } = await transform(await readFile(path, 'utf8'), { loader: 'ts' });
      return { code: importsOf(code), moduleType: 'js', moduleSideEffects: true };
    },
  },
};

/** The form in which esbuild writes every static import, and every export from another module. */
const IMPORT = /^(?:import|export) (?:(?<bindings>[^"';]+?) from )?"(?<source>[^"]+)";$/gms;

/** A static import, or an export from another module. */
interface Import {
  readonly bindings: string | undefined;
  readonly source: string;
}

/** Returns the imports of a module that esbuild has written, with a use of every imported name. */
export function importsOf(code: string): string {
  const imports = [...code.matchAll(IMPORT)].map(({ groups }) => groups as unknown as Import);
  const body = code.replaceAll(IMPORT, '');
  return imports
    .flatMap(({ bindings, source }) =>
      bindings === undefined || isOwn(source)
        ? [`import "${source}";`]
        : [`import ${bindings} from "${source}";`, useOf(namesOf(bindings, body))],
    )
    .join('\n');
}

/** Whether a module belongs to this workspace or to Node. */
function isOwn(source: string): boolean {
  return /^(\.|@miniatura\/|node:)/.test(source);
}

/** A bundler keeps what the global object refers to. */
function useOf(names: readonly string[]): string {
  return `(globalThis.usedByBenchmark ??= []).push(${names.map(instanceOf).join(', ')});`;
}

function instanceOf(name: string): string {
  return /(Client|^Logger|^Metrics)$/.test(name) ? `new ${name}({ region: "us-east-1" })` : name;
}

/** Returns the names that bindings such as `a, { b as c }` declare, or the used members of `* as a`. */
function namesOf(bindings: string, body: string): string[] {
  const [, namespace] = /^\* as (\w+)$/.exec(bindings) ?? [];
  if (namespace === undefined) {
    return bindings
      .replaceAll(/[{}]/g, '')
      .split(',')
      .map((binding) => binding.trim().replace(/^.* as /s, ''))
      .filter((name) => name !== '');
  }
  const members = body.matchAll(new RegExp(`\\b${namespace}(\\.[\\w$]+)`, 'g'));
  return [...new Set([...members].map(([, member]) => `${namespace}${member}`))];
}
