const SVG = 'xmlns="http://www.w3.org/2000/svg"';
const XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"';
const START_TAG = /^<svg(?=[\s/>])(?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/;
const DECLARATION = /\sxmlns(?:\s*|:xlink\s*)=/;
/** The prefix of an element or an attribute; `xml` and `xmlns` need no declaration. */
const PREFIX =
  /<(?!xml:)([A-Za-z_][\w.-]*):\w|\s(?!xml(?:ns)?:)([A-Za-z_][\w.-]*):[\w.-]+\s*=\s*["']/g;
const DECLARED_PREFIX = /\sxmlns:([A-Za-z_][\w.-]*)\s*=/g;
const MAX_WARNING_CHARACTERS = 200;

interface Declared {
  readonly text: string;
  /** Describes what the drawing does not declare. */
  readonly warning?: string;
}

/**
 * Declares the namespaces that a drawing uses and does not declare. A root element `svg` without the
 * namespaces of SVG and XLink is copied out of HTML, where they are implied; in drawings that were edited
 * by hand, the declaration of a prefix such as `xlink` may be missing.
 * @param text begins with the root element
 * @returns the same text if nothing is missing, or the root element is another one
 */
export function declareNamespaces(text: string): Declared {
  const tag = START_TAG.exec(text)?.[0];
  if (tag === undefined) return { text };
  const isBare = !DECLARATION.test(tag);
  const missing = undeclaredPrefixes(text);
  const declarations = [
    ...(isBare ? [SVG] : []),
    ...(isBare || missing.includes('xlink') ? [XLINK] : []),
    ...missing.filter((prefix) => prefix !== 'xlink').map(declarationOf),
  ];
  if (declarations.length === 0) return { text };
  const unknown = isBare
    ? 'namespace of SVG'
    : `prefix ${missing.join(', ').slice(0, MAX_WARNING_CHARACTERS)}`;
  return {
    text: `<svg ${declarations.join(' ')}${text.slice('<svg'.length)}`,
    warning: `The drawing does not declare the ${unknown}`,
  };
}

function undeclaredPrefixes(text: string): string[] {
  const used = new Set(
    [...text.matchAll(PREFIX)].map(([, tag, attribute = '']) => tag ?? attribute),
  );
  const declared = new Set([...text.matchAll(DECLARED_PREFIX)].map(([, prefix]) => prefix));
  return [...used].filter((prefix) => !declared.has(prefix));
}

/** Elements and attributes of an unknown namespace are ignored. */
const declarationOf = (prefix: string): string => `xmlns:${prefix}="urn:undeclared:${prefix}"`;
