import type { Edit, SqlSource, Token } from './scan-sql.ts';

export interface SqlParameter {
  readonly name: string;
  readonly value: string;
}

interface Placeholder {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

function isName(token: Token | undefined): token is Token {
  return token?.kind === 'word' || token?.kind === 'number';
}

/** Finds the `:name` placeholders of a statement, except in strings, comments and `::type`. */
export function findPlaceholders({ bytes, tokens }: SqlSource): Placeholder[] {
  return tokens.flatMap((colon, index) => {
    const name = tokens[index + 1];
    if (colon.text !== ':' || !isName(name) || name.start !== colon.end) return [];
    return [{ name: bytes.slice(name.start, name.end), start: colon.start, end: name.end }];
  });
}

const quote = (value: string): string => `'${value.replaceAll("'", "''")}'`;

/** Marks the literals with backslash escapes, which Redshift interprets. */
export function markEscapes({ tokens }: SqlSource): Edit[] {
  return tokens
    .filter(({ kind, text }) => kind === 'string' && text.startsWith("'") && text.includes('\\'))
    .map(({ start }): Edit => ({ start, end: start, text: 'E' }));
}

/**
 * Inserts the parameters as untyped literals, whose type PostgreSQL infers. It also marks the
 * escapes of the statement's own literals.
 */
export function bindParameters(
  source: SqlSource,
  parameters: readonly SqlParameter[],
): readonly Edit[] {
  const values = new Map(parameters.map(({ name, value }) => [name, value]));
  const bound = findPlaceholders(source).flatMap(({ name, start, end }): Edit[] => {
    const value = values.get(name);
    return value === undefined ? [] : [{ start, end, text: quote(value) }];
  });
  return [...bound, ...markEscapes(source)];
}
