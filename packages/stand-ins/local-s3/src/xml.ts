import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

/** The start of every document. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * A value of an element: text, nested elements, or an array for repeated elements. Undefined is
 * omitted.
 */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Parsed content of an element: text, children, or an array if a name is repeated. */
export type ParsedXml = string | ParsedXml[] | { [name: string]: ParsedXml };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters are escaped, as S3 does: parsers would drop or change them. */
function escapeText(text: string): string {
  return text.replace(
    /[&<>"\u0000-\u001f]/g,
    (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`,
  );
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  suppressEmptyNode: true,
  processEntities: false,
  tagValueProcessor: (_name, value) => (typeof value === 'string' ? escapeText(value) : value),
});

const parser = new XMLParser({
  ignoreAttributes: true,
  parseTagValue: false,
  trimValues: false,
  removeNSPrefix: true,
  ignoreDeclaration: true,
  htmlEntities: true,
});

/** `renderXml('Tagging', {…})` renders a complete document, by default in S3's namespace. */
export function renderXml(root: string, content: Record<string, XmlValue>, xmlns = NAMESPACE) {
  const attributes = xmlns === '' ? {} : { '@_xmlns': xmlns };
  const document = builder.build({ [root]: { ...attributes, ...content } });
  return `${XML_DECLARATION}${document}`;
}

/**
 * Returns the content of the root element.
 * @throws S3Error MalformedXML when it is not XML, has a DOCTYPE, or another root
 */
export function parseXml(text: string, root: string): ParsedXml {
  if (/<!DOCTYPE/i.test(text) || XMLValidator.validate(text) !== true) {
    throw new S3Error('MalformedXML');
  }
  const document = parser.parse(text) as Record<string, ParsedXml>;
  const content = document[root];
  if (content === undefined) {
    throw new S3Error('MalformedXML', `Expected <${root}> as the root element of the body.`);
  }
  return content;
}

/** Returns the children with this name as an array. */
export function childrenOf(parent: ParsedXml | undefined, name: string): readonly ParsedXml[] {
  if (parent === undefined || typeof parent === 'string' || Array.isArray(parent)) return [];
  const child = parent[name];
  if (child === undefined) return [];
  return Array.isArray(child) ? child : [child];
}

/** Returns the first child with this name. */
export function childOf(parent: ParsedXml | undefined, name: string): ParsedXml | undefined {
  return childrenOf(parent, name)[0];
}

/** Returns the text of the first child with this name; undefined when it is missing. */
export function textOf(parent: ParsedXml | undefined, name: string): string | undefined {
  const child = childOf(parent, name);
  return typeof child === 'string' ? child : undefined;
}
