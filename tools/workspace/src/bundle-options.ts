import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as z from 'zod';

/** The options `bundle` in a Lambda app's package.json. */
const bundleSchema = z.strictObject({
  /**
   * Modules to bundle in addition to the handler, or instead of it: name in `dist`, and import
   * specifier.
   */
  entryPoints: z.record(z.string(), z.string()).default({}),
  /** Packages that are deployed beside the bundle, such as those with native code. */
  external: z.array(z.string()).default([]),
  /** Globs of files in those packages that are not needed, such as other weights of a font. */
  omit: z.array(z.string()).default([]),
});

const manifestSchema = z.object({
  bundle: bundleSchema.default({ external: [], entryPoints: {}, omit: [] }),
});

export type BundleOptions = Readonly<z.output<typeof bundleSchema>>;

/** Reads `bundle` from the package.json in a Lambda app's folder. */
export function readBundleOptions(folder: string): BundleOptions {
  const path = join(folder, 'package.json');
  const { success, data, error } = manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!success) throw new Error(`${path}:\n${z.prettifyError(error)}`, { cause: error });
  return data.bundle;
}
