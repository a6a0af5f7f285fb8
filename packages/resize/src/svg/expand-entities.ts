import { unsupportedFeature } from '../errors.ts';
import { beyondLimit, SVG_LIMITS } from './svg-limits.ts';

const DECLARATION = /<!ENTITY\s+([\w:.-]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\s[^>]*)\s*>/g;
const REFERENCE = /&([\w:.-]+);/g;

/**
 * Replaces the entities that a document type declares by their values, so that the checks see what
 * is drawn. Illustrator declares its namespaces in this way. Nothing is read from elsewhere.
 * @param doctype the document type declaration
 * @throws ImageError `too-complex`, or `unsupported-feature` for external entities and for markup
 */
export function expandEntities(text: string, doctype: string): string {
  const entities = declaredEntities(doctype);
  if (entities.size === 0) return text;
  let length = text.length;
  for (const [reference, name = ''] of text.matchAll(REFERENCE)) {
    if (!entities.has(name)) continue;
    const value = requirePlain(entities.get(name));
    length += value.length - reference.length;
    if (length > SVG_LIMITS.maxBytes) {
      throw beyondLimit('length with its entities', SVG_LIMITS.maxBytes, 'more');
    }
  }
  return text.replace(REFERENCE, (reference, name: string) => entities.get(name) ?? reference);
}

/**
 * Returns values by name; undefined for an external entity. The first declaration applies (XML 1.0,
 * 4.2).
 */
function declaredEntities(doctype: string): Map<string, string | undefined> {
  const entities = new Map<string, string | undefined>();
  for (const [, name = '', double, single] of doctype.matchAll(DECLARATION)) {
    if (!entities.has(name)) entities.set(name, double ?? single);
  }
  return entities;
}

function requirePlain(value: string | undefined): string {
  if (value === undefined) {
    throw unsupportedFeature('image/svg+xml', 'SVG with an external entity');
  }
  if (/[<&%]/.test(value)) {
    throw unsupportedFeature('image/svg+xml', 'SVG with an entity of markup or other entities');
  }
  return value;
}
