import { globSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Folder within a project for its code. */
export const CODE_FOLDER = 'out-code';

/** The parts: code that other projects may import, or a project's own tests. */
export const CODE_PARTS = {
  code: ['src/**/*.ts', 'test-support/**/*.ts'],
  'test-code': ['test/**/*.ts'],
} as const;
export type CodePart = keyof typeof CODE_PARTS;

/**
 * Writes the code of a project's TypeScript to `out-code/<part>`, without comments, types and
 * layout, which do not affect tests. Nx hashes it instead of the sources.
 * @param folder absolute path of the project's folder
 */
export async function writeCode(folder: string, part: CodePart): Promise<void> {
  const outdir = join(folder, CODE_FOLDER, part);
  rmSync(outdir, { recursive: true, force: true });
  const files = globSync([...CODE_PARTS[part]], { cwd: folder });
  const entryPoints = files.filter((file) => !file.endsWith('.d.ts') && !file.includes('/files/'));
  await build({
    absWorkingDir: folder,
    entryPoints: entryPoints.toSorted(),
    outbase: folder,
    outdir,
    // The extension is one that no test runner recognises.
    outExtension: { '.js': '.code' },
    bundle: false,
    format: 'esm',
    target: 'esnext',
    minifyWhitespace: true,
    legalComments: 'none',
    logLevel: 'error',
  });
}
