/** The parts before the root element of an XML document. */
export interface Prolog {
  /** The document type declaration without its brackets; empty if there is none. */
  readonly doctype: string;
  /** Processing instructions other than the XML declaration, such as `xml-stylesheet`. */
  readonly instructions: readonly string[];
  /** Offset of the root element. */
  readonly rootAt: number;
}

/**
 * Reads the prolog (XML 1.0, production 22): declaration, comments, processing instructions and
 * document type.
 * @returns undefined if something else comes first, or the text ends before a root element
 */
export function skipProlog(text: string): Prolog | undefined {
  const instructions: string[] = [];
  let doctype = '';
  for (let at = skipSpace(text, 0); text[at] === '<'; at = skipSpace(text, at)) {
    const end = endOfMarkup(text, at);
    if (end === undefined) return { doctype, instructions, rootAt: at };
    if (end < 0) return undefined;
    const markup = text.slice(at, end);
    if (markup.startsWith('<!D')) doctype = markup.slice('<!DOCTYPE'.length, -1);
    if (markup.startsWith('<?') && !/^<\?xml\s/.test(markup)) instructions.push(markup);
    at = end;
  }
  return undefined;
}

function skipSpace(text: string, at: number): number {
  const space = /[\s\ufeff]*/y;
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}

/** @returns -1 if the text ends within the markup, undefined if it is an element */
function endOfMarkup(text: string, at: number): number | undefined {
  if (text.startsWith('<!--', at)) return after(text, '-->', at + 4);
  if (text.startsWith('<?', at)) return after(text, '?>', at + 2);
  return text.startsWith('<!DOCTYPE', at) ? endOfDoctype(text, at) : undefined;
}

function after(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found < 0 ? -1 : found + end.length;
}

/** Finds the end of a document type; brackets and `>` within quotes and comments do not count. */
function endOfDoctype(text: string, start: number): number {
  const token = /<!--[^]*?-->|"[^"]*"|'[^']*'|[[\]>]/g;
  token.lastIndex = start;
  let isInSubset = false;
  for (let match = token.exec(text); match; match = token.exec(text)) {
    if (match[0] === '[') isInSubset = true;
    if (match[0] === ']') isInSubset = false;
    if (match[0] === '>' && !isInSubset) return token.lastIndex;
  }
  return -1;
}
