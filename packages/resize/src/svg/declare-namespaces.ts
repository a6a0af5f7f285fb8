const NAMESPACES = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"';
const START_TAG = /^<svg(?=[\s/>])(?:\s+[^\s=>/]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*\/?>/;
const DECLARATION = /\sxmlns(?:\s*|:xlink\s*)=/;

/**
 * Declares the namespaces of SVG and XLink for a root element `svg` that declares neither of them.
 * Drawings that are copied out of HTML, where namespaces are implied, and many old collections of
 * drawings lack them. librsvg draws such files, browsers do not.
 * @param text begins with the root element
 * @returns the same text if the root element declares one of them, or is another one
 */
export function declareNamespaces(text: string): string {
  const tag = START_TAG.exec(text)?.[0];
  if (tag === undefined || DECLARATION.test(tag)) return text;
  return `<svg ${NAMESPACES}${text.slice('<svg'.length)}`;
}
