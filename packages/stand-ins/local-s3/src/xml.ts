import { XMLBuilder, XMLParser, XMLValidator } from 'fast-xml-parser';
import { S3Error } from './errors.ts';

/** What every document begins with. */
export const XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A value as an element: text, nested elements, or one element per array entry; undefined is left out. */
export type XmlValue =
  | string
  | number
  | boolean
  | undefined
  | readonly XmlValue[]
  | { readonly [name: string]: XmlValue };

/** Element content as parsed: text, one child, or an array where a name repeats. */
export type ParsedXml = string | ParsedXml[] | { [name: string]: ParsedXml };

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Control characters leave as references, as S3 writes them: parsers drop or fold raw ones. */
const escapeText = (text: string): string =>
  text.replace(/[&<>"\u0000-\u001f]/g, (c) => ENTITIES[c] ?? `&#x${c.charCodeAt(0).toString(16)};`);

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

/** `renderXml('Tagging', {…})` is a whole document, in S3's namespace unless told otherwise. */
export function renderXml(root: string, content: Record<string, XmlValue>, xmlns = NAMESPACE) {
  const attributes = xmlns === '' ? {} : { '@_xmlns': xmlns };
  const document = builder.build({ [root]: { ...attributes, ...content } });
  return `${XML_DECLARATION}${document}`;
}

/**
 * The content of the document's root element.
 * @throws S3Error MalformedXML when it is not XML, has a DOCTYPE, or another root.
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

/** The children called `name`, none, one or many, always as an array. */
export function childrenOf(parent: ParsedXml | undefined, name: string): readonly ParsedXml[] {
  if (parent === undefined || typeof parent === 'string' || Array.isArray(parent)) return [];
  const child = parent[name];
  if (child === undefined) return [];
  return Array.isArray(child) ? child : [child];
}

/** The first child called `name`. */
export const childOf = (parent: ParsedXml | undefined, name: string): ParsedXml | undefined =>
  childrenOf(parent, name)[0];

/** The text of the first child called `name`; undefined when it is absent. */
export function textOf(parent: ParsedXml | undefined, name: string): string | undefined {
  const child = childOf(parent, name);
  return typeof child === 'string' ? child : undefined;
}
