import type { OutputChunk, RolldownOutput } from 'rolldown';

/**
 * Returns the modules that are loaded with an entry point, without those that it imports
 * dynamically. The entry point's own module is none: a module that it imports dynamically could
 * otherwise wait for it, while it waits for that module.
 */
export function modulesAtStart(output: RolldownOutput['output']): ReadonlySet<string> {
  const chunks = new Map(
    output.flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])),
  );
  const found = new Set<OutputChunk>();
  const visit = (chunk: OutputChunk | undefined): void => {
    if (chunk === undefined || found.has(chunk)) return;
    found.add(chunk);
    for (const fileName of chunk.imports) visit(chunks.get(fileName));
  };
  const [entry] = output;
  visit(entry);
  const modules = [...found].flatMap(({ moduleIds }) => moduleIds);
  return new Set(modules.filter((id) => id !== entry.facadeModuleId));
}
