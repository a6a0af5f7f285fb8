import sax, { type QualifiedTag } from 'sax';
import { corrupt } from '../errors.ts';
import { readStyleRules, rulesFor, type StyleRule } from './style-rules.ts';
import { beyondLimit, SVG_LIMITS } from './svg-limits.ts';

const MEDIA_TYPE = 'image/svg+xml';
const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** The elements and style sheets of a drawing, in document order. */
export interface SvgContent {
  readonly root: SvgElement;
  /** Offset of the root element, and of the end of its start tag. */
  readonly rootAt: number;
  readonly rootTagEnd: number;
  readonly elements: readonly SvgElement[];
  /** Text of all text elements. */
  readonly text: string;
  /** Text of all style sheets. */
  readonly css: string;
}

export interface SvgElement {
  /** Name without prefix; empty for elements of other namespaces. */
  readonly name: string;
  /** Values by name without prefix: `href` also stands for XLink's. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: SvgElement[];
  /** Style rules that may apply to the element and contain a reference. */
  rules: readonly StyleRule[];
}

/**
 * Parses a drawing.
 * @param text begins with the root element or its prolog; entities are expanded
 * @throws ImageError `corrupt` if it is not well-formed, `too-complex`
 */
export function readSvg(text: string): SvgContent {
  const elements: SvgElement[] = [];
  const open: SvgElement[] = [];
  const words: string[] = [];
  const sheets: string[] = [];
  let rootAt = -1;
  let rootTagEnd = -1;
  const parser = newParser();
  parser.onopentag = (tag) => {
    if (rootAt < 0) [rootAt, rootTagEnd] = [parser.startTagPosition - 1, parser.position];
    const element = toElement(tag as QualifiedTag);
    open.at(-1)?.children.push(element);
    open.push(element);
    elements.push(element);
    checkCounts(open.length, elements.length);
    checkAttributes(element.attributes.size);
  };
  parser.onclosetag = () => void open.pop();
  parser.ontext = parser.oncdata = (part) => {
    if (open.at(-1)?.name === 'style') sheets.push(part);
    else if (open.some(({ name }) => name === 'text')) words.push(part);
  };
  parseAll(parser, text);
  const [root] = elements;
  if (!root) throw corrupt(MEDIA_TYPE);
  if (root.name !== 'svg') {
    throw corrupt(MEDIA_TYPE, undefined, 'a root element outside the namespace of SVG');
  }
  const css = sheets.join('\n');
  const rules = readStyleRules(css);
  for (const element of elements) element.rules = rulesFor(element, rules);
  return { root, rootAt, rootTagEnd, elements, text: words.join(''), css };
}

function newParser() {
  // Paths and embedded images exceed the parser's limit; the length of the text is limited instead.
  Object.assign(sax, { MAX_BUFFER_LENGTH: Infinity });
  return sax.parser(true, { xmlns: true, position: true, strictEntities: true } as object);
}

function parseAll(parser: ReturnType<typeof newParser>, text: string): void {
  parser.onerror = (error) => {
    throw corrupt(MEDIA_TYPE, error, `XML that is not well-formed, in line ${parser.line + 1}`);
  };
  for (let at = 0; at < text.length; at += CHUNK_LENGTH) {
    parser.write(text.slice(at, at + CHUNK_LENGTH));
    checkAttributes(openAttributes(parser).length);
  }
  parser.close();
}

/** A long start tag is checked before it ends, because each of its attributes takes longer to parse. */
const CHUNK_LENGTH = 65_536;

/** Returns the attributes of the start tag that has not ended yet. */
function openAttributes(parser: ReturnType<typeof newParser>): readonly unknown[] {
  return (parser as unknown as { readonly attribList: readonly unknown[] }).attribList;
}

function toElement({ local, uri, attributes }: QualifiedTag): SvgElement {
  return {
    name: uri === SVG_NAMESPACE ? local : '',
    attributes: new Map(Object.values(attributes).map((one) => [one.local, one.value])),
    children: [],
    rules: [],
  };
}

function checkCounts(depth: number, count: number): void {
  const { maxDepth, maxElements } = SVG_LIMITS;
  if (depth > maxDepth) throw beyondLimit('depth', maxDepth, 'more');
  if (count > maxElements) throw beyondLimit('element count', maxElements, 'more');
}

function checkAttributes(count: number): void {
  const { maxAttributes } = SVG_LIMITS;
  if (count > maxAttributes) {
    throw beyondLimit('attribute count of an element', maxAttributes, 'more');
  }
}
