import type { SvgElement } from './read-svg.ts';

/** Elements that take something from where their `href` points; links and animations do not. */
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

/** Where an element points to: `#id`, a `data:` URL, or elsewhere. */
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

const urlsOf = (value: string): string[] =>
  [...value.matchAll(URL_VALUE)].flatMap(([, double, single, bare]) => {
    const url = (double ?? single ?? bare ?? '').trim();
    return url === '' ? [] : [url];
  });
