import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PGliteOptions } from '@electric-sql/pglite';

/** PostgreSQL's compiled WebAssembly module, which threads share. */
export type CompiledPostgres = NonNullable<PGliteOptions['pgliteWasmModule']>;

interface WasmGlobal {
  readonly WebAssembly: { compile(bytes: Uint8Array): Promise<CompiledPostgres> };
}

async function compile(): Promise<CompiledPostgres> {
  const entry = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const file = join(dirname(entry), 'pglite.wasm');
  return (globalThis as unknown as WasmGlobal).WebAssembly.compile(await readFile(file));
}

let compiled: Promise<CompiledPostgres> | undefined;

/** Compiles the module once, so that reopening a database takes less than half the time. */
export const compiledPostgres = (): Promise<CompiledPostgres> => (compiled ??= compile());
