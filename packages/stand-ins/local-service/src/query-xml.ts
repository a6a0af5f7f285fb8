import { XMLBuilder } from 'fast-xml-parser';
import type { QueryShape, QueryStructure } from './query-form.ts';
import type { JsonObject } from './read-json-object.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** Escapes control characters too: XML parsers would read a raw carriage return as a line feed. */
function escapeText(text: string): string {
  return text.replace(
    /[&<>\u0000-\u001f]/g,
    (character) => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => (typeof value === 'string' ? escapeText(value) : value),
});

/** `<?xml …?><root xmlns="…">…</root>` */
export function renderXml(root: string, xmlns: string, content: JsonObject): string {
  return `<?xml version="1.0"?>\n${builder.build({ [root]: { '@_xmlns': xmlns, ...content } })}`;
}

function toElement(value: unknown, structure: QueryStructure | undefined): unknown {
  return typeof value === 'object' && value !== null
    ? toElements(value as JsonObject, structure ?? {})
    : String(value);
}

/** Nests the elements under the path. The last part of the path is the name of each element. */
function nest(path: readonly string[], elements: readonly unknown[]): JsonObject {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? elements : nest(rest, elements) };
}

function shapedElements(value: unknown, shape: QueryShape): JsonObject {
  if (shape.kind === 'integer')
    throw new TypeError(
      'Expected a list or a map for the shape of a response field, not an integer.',
    );
  const elements =
    shape.kind === 'list'
      ? (value as readonly unknown[]).map((item) => toElement(item, shape.of))
      : Object.entries(value as JsonObject).map(([key, item]) => ({
          [shape.key]: key,
          [shape.value]: toElement(item, shape.of),
        }));
  return nest(shape.path, elements);
}

/** Converts a response's fields to nested elements. Undefined fields are omitted. */
export function toElements(fields: JsonObject, structure: QueryStructure): JsonObject {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (value === undefined || value === null) return [];
      const shape = Object.hasOwn(structure, name) ? structure[name] : undefined;
      return shape === undefined
        ? [[name, toElement(value, undefined)]]
        : Object.entries(shapedElements(value, shape));
    }),
  );
}
