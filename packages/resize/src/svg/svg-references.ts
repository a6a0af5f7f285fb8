import type { SvgElement } from './read-svg.ts';

/** Elements whose `href` includes another element. Links and animations do not include one. */
const REFERRING: ReadonlySet<string> = new Set([
  'use',
  'image',
  'feImage',
  'linearGradient',
  'radialGradient',
  'pattern',
  'filter',
  'textPath',
  'tref',
]);

const URL_VALUE = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)/g;

/** Returns the references of an element: `#id`, a `data:` URL, or another URL. */
export function referencesOf({ name, attributes, rules }: SvgElement): string[] {
  const references: string[] = [];
  const href = attributes.get('href')?.trim();
  if (href && REFERRING.has(name)) references.push(href);
  for (const [attribute, value] of attributes) {
    if (attribute !== 'cursor' && value.includes('url(')) references.push(...urlsOf(value));
  }
  for (const { declarations } of rules) references.push(...urlsOf(declarations));
  return references;
}

function urlsOf(value: string): string[] {
  return [...value.matchAll(URL_VALUE)].flatMap(([, double, single, bare]) => {
    const url = (double ?? single ?? bare ?? '').trim();
    return url === '' ? [] : [url];
  });
}
