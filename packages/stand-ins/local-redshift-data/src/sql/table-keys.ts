import { identifierOf, type SqlSource, startsWith, type Token } from './scan-sql.ts';
import { listElements, namesIn } from './table-definition.ts';

/** Returns the columns of a key at `at` that lists them in parentheses. */
function listedKey(tokens: readonly Token[], at: number): string[] {
  const isPrimary = startsWith(tokens, at, 'primary', 'key', '(');
  const isOther = ['unique', 'distkey', 'sortkey'].some((word) =>
    startsWith(tokens, at, word, '('),
  );
  if (!isPrimary && !isOther) return [];
  return namesIn(tokens, at + (isPrimary ? 2 : 1));
}

const KEY_WORDS = new Set(['primary', 'unique', 'distkey', 'sortkey']);

/** Returns the columns whose definitions declare a key. */
function columnKeys(tokens: readonly Token[], open: number): string[][] {
  return listElements(tokens, open).flatMap(({ from, to }) => {
    const [name, ...rest] = tokens.slice(from, to);
    const isKey = rest.some(({ text, kind }) => kind === 'word' && KEY_WORDS.has(text));
    const isColumn = name !== undefined && !KEY_WORDS.has(name.text) && name.text !== 'constraint';
    return isKey && isColumn ? [[identifierOf(name)]] : [];
  });
}

function isPrefix(one: readonly string[], other: readonly string[]): boolean {
  return one.length < other.length && one.every((name, place) => name === other[place]);
}

/**
 * Returns the keys of a `CREATE TABLE`: PRIMARY KEY, UNIQUE, DISTKEY and SORTKEY. Redshift enforces
 * none of them, but finds rows by them, as an index does. A key that is the beginning of another
 * one is left out.
 */
export function tableKeys({ tokens }: SqlSource): readonly (readonly string[])[] {
  if (!startsWith(tokens, 0, 'create', 'table')) return [];
  const open = tokens.findIndex(({ text }) => text === '(');
  if (open === -1) return [];
  const listed = tokens.map((_, at) => listedKey(tokens, at)).filter(({ length }) => length > 0);
  const unique = new Map([...listed, ...columnKeys(tokens, open)].map((key) => [key.join(), key]));
  const keys = [...unique.values()];
  return keys.filter((key) => !keys.some((other) => isPrefix(key, other)));
}
