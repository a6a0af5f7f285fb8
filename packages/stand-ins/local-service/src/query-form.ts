import type { JsonObject } from './read-json-object.ts';

/**
 * How AWS's query protocol encodes a field that is not a string. The `path` of a list or map names
 * the parents of its entries: `Attribute.1.Name` has `['Attribute']`, `Attributes.entry.1.key` has
 * `['Attributes', 'entry']`. XML nests elements by the same names.
 */
export type QueryShape =
  | { readonly kind: 'integer' }
  | {
      readonly kind: 'list';
      readonly path: readonly string[];
      readonly of?: QueryStructure | undefined;
    }
  | {
      readonly kind: 'map';
      readonly path: readonly string[];
      readonly key: string;
      readonly value: string;
      readonly of?: QueryStructure | undefined;
    };

/** The fields of a structure that are not strings, by name. */
export type QueryStructure = Readonly<Record<string, QueryShape>>;

/** The names of a form, split at dots, as a tree: `A.1.B=x` stores `x` at A, then 1, then B. */
interface FormNode {
  text?: string;
  readonly children: Map<string, FormNode>;
}

const newNode = (): FormNode => ({ children: new Map() });

function toTree(form: URLSearchParams): FormNode {
  const root = newNode();
  for (const [name, value] of form) {
    let node = root;
    for (const part of name.split('.')) {
      const child = node.children.get(part) ?? newNode();
      node.children.set(part, child);
      node = child;
    }
    node.text = value;
  }
  return root;
}

function entriesAt(node: FormNode, path: readonly string[]): readonly FormNode[] {
  const found = path.reduce<FormNode | undefined>((at, part) => at?.children.get(part), node);
  return [...(found?.children ?? [])]
    .filter(([index]) => /^\d+$/.test(index))
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, entry]) => entry);
}

/** A structure when its shape is known or it has children, otherwise text. */
function valueOf(node: FormNode | undefined, structure: QueryStructure | undefined): unknown {
  if (node === undefined) return '';
  return structure === undefined && node.children.size === 0
    ? (node.text ?? '')
    : toFields(node, structure ?? {});
}

function shapedValue(node: FormNode, name: string, shape: QueryShape): unknown {
  if (shape.kind === 'integer') {
    const text = node.children.get(name)?.text;
    return text !== undefined && /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  }
  const entries = entriesAt(node, shape.path);
  if (entries.length === 0) return undefined;
  if (shape.kind === 'list') return entries.map((entry) => valueOf(entry, shape.of));
  const pairs = entries.map((entry) => [
    entry.children.get(shape.key)?.text ?? '',
    valueOf(entry.children.get(shape.value), shape.of),
  ]);
  return Object.fromEntries(pairs) as unknown;
}

function toFields(node: FormNode, structure: QueryStructure): JsonObject {
  const texts = [...node.children].flatMap(([name, { text }]) =>
    text === undefined ? [] : [[name, text] as const],
  );
  const shaped = Object.entries(structure).map(
    ([name, shape]) => [name, shapedValue(node, name, shape)] as const,
  );
  return Object.fromEntries([...texts, ...shaped]);
}

/**
 * Converts a form to the fields that the same call has in JSON. An invalid number remains text, so
 * that the operation rejects it.
 */
export function readQueryForm(form: URLSearchParams, structure: QueryStructure): JsonObject {
  return toFields(toTree(form), structure);
}
