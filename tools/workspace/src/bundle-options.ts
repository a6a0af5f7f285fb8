import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { z } from 'zod';

/** What a Lambda app's package.json may say of its bundle, under `bundle`. */
const bundleSchema = z.strictObject({
  /** The modules to bundle besides or in place of the handler: name in `dist`, module as imported. */
  entryPoints: z.record(z.string(), z.string()).default({}),
  /** Packages that are shipped beside the bundle, such as those with native code. */
  external: z.array(z.string()).default([]),
  /** Globs of files in those packages that nothing reads, such as a font's other weights. */
  omit: z.array(z.string()).default([]),
});

const manifestSchema = z.object({
  bundle: bundleSchema.default({ external: [], entryPoints: {}, omit: [] }),
});

export type BundleOptions = Readonly<z.output<typeof bundleSchema>>;

/** Reads `bundle` of the package.json in a Lambda app's folder. */
export const readBundleOptions = (folder: string): BundleOptions => {
  const path = join(folder, 'package.json');
  const { success, data, error } = manifestSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (!success) throw new Error(`${path}:\n${z.prettifyError(error)}`, { cause: error });
  return data.bundle;
};
