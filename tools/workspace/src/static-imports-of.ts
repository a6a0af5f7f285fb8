import type { Plugin } from 'rolldown';

/**
 * Returns a plugin that finds the modules which an entry point imports statically, directly or not,
 * and whether a module is one of them. The entry point itself is none: a module that it imports
 * dynamically could otherwise wait for it, while it waits for that module.
 */
export function staticImportsOf(): { readonly plugin: Plugin; has(id: string): boolean } {
  const found = new Set<string>();
  const plugin: Plugin = {
    name: 'static-imports',
    buildEnd() {
      const visit = (id: string): void => {
        for (const imported of this.getModuleInfo(id)?.importedIds ?? []) {
          if (found.has(imported)) continue;
          found.add(imported);
          visit(imported);
        }
      };
      for (const id of this.getModuleIds()) if (this.getModuleInfo(id)?.isEntry) visit(id);
    },
  };
  return { plugin, has: (id) => found.has(id) };
}
