import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Plugin, rolldown, type RolldownOutput } from 'rolldown';
import { modulesAtStart } from './modules-at-start.ts';

/**
 * Excludes zod's messages in fifty languages, a quarter of a megabyte that would be read at each
 * start.
 */
const englishOnly: Plugin = {
  name: 'english-only',
  load: {
    filter: { id: /\/zod\/v4\/locales\/index\.js$/ },
    handler: () => "export { default as en } from './en.js';",
  },
};

/**
 * Imports zod as a namespace in packages of Powertools. Their named import of `z` would keep all of
 * zod, of which most functions use less than half.
 */
const zodNamespace: Plugin = {
  name: 'zod-namespace',
  load: {
    filter: { id: /\/@aws-lambda-powertools\/parser\/.*\.js$/ },
    async handler(path) {
      const code = await readFile(path, 'utf8');
      return code.replace("import { z } from 'zod'", "import * as z from 'zod'");
    },
  },
};

/**
 * Excludes iconv-lite's tables of East Asian encodings, 0.4 MB that would be read at each start.
 * Connections to MySQL use UTF-8.
 */
const unicodeOnly: Plugin = {
  name: 'unicode-only',
  load: {
    filter: { id: /\/iconv-lite\/encodings\/tables\/.*\.json$/ },
    handler(path) {
      const message = `Expected an encoding of Unicode but received one of ${basename(path)}`;
      return { code: `throw new Error(${JSON.stringify(message)});`, moduleType: 'js' };
    },
  },
};

/**
 * Makes mysql2's table of error numbers and names when an error is first looked up. To assign its
 * 4,000 properties takes 7 ms.
 */
const errorNamesOnDemand: Plugin = {
  name: 'error-names-on-demand',
  load: {
    filter: { id: /\/mysql2\/lib\/constants\/errors\.js$/ },
    async handler(path) {
      const { default: errors } = (await import(path)) as { default: object };
      const json = JSON.stringify(JSON.stringify(errors));
      return `let errors;
        const get = (_, key) => (errors ??= JSON.parse(${json}))[key];
        module.exports = new Proxy({}, { get });`;
    },
  },
};

/** A module that is bundled with all that it imports. */
export interface LambdaBundle {
  /** The bundle's name, without `.mjs`. */
  readonly name: string;
  /** Path or specifier of the module. */
  readonly module: string;
  /** The folder from which the module is resolved. */
  readonly folder: string;
  readonly outFolder: string;
  /** Packages that are deployed beside the bundle, with all their modules. */
  readonly external: readonly string[];
  readonly plugins?: readonly Plugin[];
}

/** A pattern of all specifiers of a package. By its name alone, rolldown means its main module. */
function modulesOf(packageName: string): RegExp {
  return new RegExp(`^${RegExp.escape(packageName)}(/|$)`);
}

/**
 * The query builder, without its drivers and migrations, which are read on demand. Each driver uses
 * more of it than the rest does. What the drivers share would be in another file that is always read.
 */
const KYSELY = /\/node_modules\/kysely\/(?!dist\/(dialect\/(mysql|sqlite)|migration)\/)/;

/** Returns a test of the modules that are read at the start. */
function isReadAtStart(atStart: ReadonlySet<string>): (id: string) => boolean {
  const usesKysely = [...atStart].some((id) => KYSELY.test(id));
  return (id) => atStart.has(id) || (usesKysely && KYSELY.test(id));
}

/**
 * Writes an ES module for Node 24, its source map, and the modules that it imports dynamically,
 * such as that of a database driver, which are then read on demand. All that is loaded at the start
 * is in two files, because each file takes a third of a millisecond to find, read and link. If files
 * that are read on demand use rolldown's helpers as well, these are in a third file, of a kilobyte.
 * @throws Error if an import does not resolve
 */
export async function buildForLambda(bundle: LambdaBundle): Promise<RolldownOutput['output']> {
  const { name, module, folder, outFolder, external, plugins = [] } = bundle;
  await using build = await rolldown({
    input: { [name]: module },
    cwd: folder,
    platform: 'node',
    external: external.map(modulesOf),
    resolve: { mainFields: ['module', 'main'] },
    plugins: [...plugins, englishOnly, zodNamespace, unicodeOnly, errorNamesOnDemand],
    // By default, a module that does not resolve is left to be found at run time.
    onLog: (level, log, handle) => handle(log.code === 'UNRESOLVED_IMPORT' ? 'error' : level, log),
  });
  const atStart = modulesAtStart((await build.generate({ format: 'esm' })).output);
  const { output } = await build.write({
    dir: outFolder,
    format: 'esm',
    minify: true,
    sourcemap: true,
    // The sources are in the workspace. With copies of them, source maps are three times as large.
    sourcemapExcludeSources: true,
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
    codeSplitting: { groups: [{ name: `${name}-start`, test: isReadAtStart(atStart) }] },
  });
  return output;
}
