import { unsupportedFeature } from '../errors.ts';

const DECLARATION = /(--[\w-]+)\s*:\s*([^;}"<]*)/g;
const USE = /var\(\s*(--[\w-]+)\s*(?:,([^()]*(?:\([^()]*\))?[^()]*))?\)/g;
/** Values of variables may refer to variables, up to this depth. */
const MAX_ROUNDS = 8;

/**
 * Replaces CSS variables by their values, because the renderer does not support them.
 * @throws ImageError `unsupported-feature` if a variable has several values: which one applies
 *   depends on the element
 */
export function applyCssVariables(text: string): string {
  if (!text.includes('var(')) return text;
  const values = new Map<string, string>();
  const varying = new Set<string>();
  for (const [, name = '', value = ''] of text.matchAll(DECLARATION)) {
    if ((values.get(name) ?? value.trim()) !== value.trim()) varying.add(name);
    values.set(name, value.trim());
  }
  let applied = text;
  for (let round = 0; round < MAX_ROUNDS && applied.includes('var('); round++) {
    applied = applied.replace(USE, (_use, name: string, fallback = '') => {
      if (varying.has(name)) {
        throw unsupportedFeature('image/svg+xml', 'SVG with CSS variables of several values');
      }
      return values.get(name) ?? String(fallback).trim();
    });
  }
  return applied;
}
