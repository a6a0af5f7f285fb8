import {
  afterParenthesis,
  fromBytes,
  startsWith,
  textOf,
  type SqlSource,
  type Token,
} from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { ColumnsNeeded, type KnownColumns } from './known-columns.ts';

/** What a rule makes of the tokens from where it is asked, up to and without `to`. */
export interface Rewritten {
  readonly to: number;
  readonly text: string;
  /** Takes the place of what is written already from this token on, too. */
  readonly from?: number;
}

/** Says what stands at a token in PostgreSQL's words; undefined where it has nothing to say. */
export type Rule = (rewriter: Rewriter, at: number) => Rewritten | undefined;

interface Piece {
  readonly at: number;
  readonly text: string;
}

/**
 * Writes Redshift's SQL in PostgreSQL's words, token by token. A rule writes what is nested within
 * its tokens by `write`, so that rules apply to each other's parts. What no rule takes stays as it
 * is, with its blanks and comments.
 */
export class Rewriter {
  readonly source: SqlSource;
  readonly #rules: readonly Rule[];
  /** What is written of the span at work, so that a rule can take its left operand back. */
  #pieces: Piece[] = [];
  readonly columns: KnownColumns;
  /** What names stand for that are not columns. */
  #names: ReadonlyMap<string, string> = new Map();
  /** The common tables so far, by name. */
  readonly #commonTables = new Map<string, string>();
  #isRecursive = false;
  /** What spans were written as, by what names stood for: several rules write the same span. */
  readonly #written = new WeakMap<ReadonlyMap<string, string>, Map<string, string>>();

  constructor(source: SqlSource, rules: readonly Rule[], columns: KnownColumns) {
    this.source = source;
    this.#rules = rules;
    this.columns = columns;
  }

  /** Writes while names stand for what the map says, and for nothing else. */
  withNames<Result>(names: ReadonlyMap<string, string>, write: () => Result): Result {
    const outer = this.#names;
    this.#names = names;
    try {
      return write();
    } finally {
      this.#names = outer;
    }
  }

  valueOf(name: string): string | undefined {
    return this.#names.get(name);
  }

  /** Keeps a common table, `name (columns) AS (…)`, for queries that are described. */
  addCommonTable(name: string, text: string, isRecursive: boolean): void {
    this.#commonTables.delete(name);
    this.#commonTables.set(name, text);
    this.#isRecursive ||= isRecursive;
  }

  /**
   * The names of the columns that a query returns, with the common tables so far; undefined when it
   * cannot be described alone.
   * @throws ColumnsNeeded when they are not known yet
   */
  columnsOf(query: string): readonly string[] | undefined {
    const tables = [...this.#commonTables.values()].join(', ');
    const head = tables === '' ? '' : `WITH ${this.#isRecursive ? 'RECURSIVE ' : ''}${tables} `;
    const full = `${head}${query}`;
    if (!this.columns.has(full)) throw new ColumnsNeeded(full);
    return this.columns.get(full);
  }

  get tokens(): readonly Token[] {
    return this.source.tokens;
  }

  /** Tokens `from` up to and without `to`, each span once: nested ones would take time that doubles by level. */
  write(from: number, to: number): string {
    const span = `${from}-${to}`;
    const known = this.#written.get(this.#names) ?? new Map<string, string>();
    this.#written.set(this.#names, known);
    const text = known.get(span) ?? this.#writeAnew(from, to);
    known.set(span, text);
    return text;
  }

  #writeAnew(from: number, to: number): string {
    const outer = this.#pieces;
    this.#pieces = [];
    for (let at = from; at < to;) {
      const rewritten = this.#apply(at);
      if (rewritten?.from !== undefined) this.#takeBack(rewritten.from);
      const text = rewritten?.text ?? this.#textAt(at);
      this.#pieces.push({ at: rewritten?.from ?? at, text });
      at = rewritten?.to ?? at + 1;
      // Between two tokens: who takes back the second leaves it.
      if (at < to) this.#pieces.push({ at: at - 0.5, text: this.#gapBefore(at) });
    }
    const text = this.#pieces.map((piece) => piece.text).join('');
    this.#pieces = outer;
    return text;
  }

  /** What is written from a token on, as far as the token where a rule is asked. */
  written(from: number): string {
    return this.#pieces
      .filter(({ at }) => at >= from)
      .map(({ text }) => text)
      .join('');
  }

  writeSpan({ from, to }: Span): string {
    return this.write(from, to);
  }

  /** The index after the parenthesis that opens at `open`. */
  after(open: number): number {
    return afterParenthesis(this.tokens, open);
  }

  has(at: number, ...texts: readonly string[]): boolean {
    return startsWith(this.tokens, at, ...texts);
  }

  #apply(at: number): Rewritten | undefined {
    for (const rule of this.#rules) {
      const rewritten = rule(this, at);
      if (rewritten !== undefined) return rewritten;
    }
    return undefined;
  }

  #takeBack(from: number): void {
    this.#pieces = this.#pieces.filter(({ at }) => at < from);
  }

  #textAt(at: number): string {
    return textOf(this.source, at, at + 1);
  }

  #gapBefore(at: number): string {
    const start = this.tokens[at - 1]?.end ?? 0;
    return fromBytes(this.source.bytes.slice(start, this.tokens[at]?.start ?? start));
  }
}
