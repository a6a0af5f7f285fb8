import { XMLBuilder } from 'fast-xml-parser';
import type { QueryShape, QueryStructure } from './query-form.ts';
import type { JsonObject } from './read-json-object.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/** A raw carriage return would be read as a line feed, so it leaves as a reference. */
const escapeText = (text: string): string =>
  text.replace(
    /[&<>\u0000-\u001f]/g,
    (character) => ENTITIES[character] ?? `&#x${character.charCodeAt(0).toString(16)};`,
  );

const builder = new XMLBuilder({
  ignoreAttributes: false,
  processEntities: false,
  tagValueProcessor: (_name, value) => (typeof value === 'string' ? escapeText(value) : value),
});

/** `<?xml …?><root xmlns="…">…</root>` */
export const renderXml = (root: string, xmlns: string, content: JsonObject): string =>
  `<?xml version="1.0"?>\n${builder.build({ [root]: { '@_xmlns': xmlns, ...content } })}`;

const toElement = (value: unknown, structure: QueryStructure | undefined): unknown =>
  typeof value === 'object' && value !== null
    ? toElements(value as JsonObject, structure ?? {})
    : String(value);

/** Nests the elements below all of the path but its last part, by whose name they repeat. */
const nest = (path: readonly string[], elements: readonly unknown[]): JsonObject => {
  const [name = '', ...rest] = path;
  return { [name]: rest.length === 0 ? elements : nest(rest, elements) };
};

const shapedElements = (value: unknown, shape: QueryShape): JsonObject => {
  if (shape.kind === 'integer') throw new TypeError('An integer is no shape of an answer.');
  const elements =
    shape.kind === 'list'
      ? (value as readonly unknown[]).map((item) => toElement(item, shape.of))
      : Object.entries(value as JsonObject).map(([key, item]) => ({
          [shape.key]: key,
          [shape.value]: toElement(item, shape.of),
        }));
  return nest(shape.path, elements);
};

/** An answer's fields as nested elements. What is undefined is left out. */
export const toElements = (fields: JsonObject, structure: QueryStructure): JsonObject =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      if (value === undefined || value === null) return [];
      const shape = Object.hasOwn(structure, name) ? structure[name] : undefined;
      return shape === undefined
        ? [[name, toElement(value, undefined)]]
        : Object.entries(shapedElements(value, shape));
    }),
  );
