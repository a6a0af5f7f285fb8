import {
  afterParenthesis,
  fromBytes,
  type SqlSource,
  startsWith,
  textOf,
  type Token,
} from '../scan-sql.ts';
import type { Span } from '../table-definition.ts';
import { ColumnsNeeded, type KnownColumn, type KnownColumns } from './known-columns.ts';

/** A rule's translation of the tokens up to and without `to`. */
export interface Rewritten {
  readonly to: number;
  readonly text: string;
  /** If set, the translation also replaces the text that was written from this token on. */
  readonly from?: number;
}

/** Translates the tokens at an index; undefined if the rule does not apply. */
export type Rule = (rewriter: Rewriter, at: number) => Rewritten | undefined;

interface Piece {
  readonly at: number;
  readonly text: string;
}

/**
 * Translates Redshift's SQL to PostgreSQL's, token by token. A rule calls `write` for what is
 * nested in its tokens, so that rules apply to each other's parts. Tokens to which no rule applies
 * are unchanged, with their blanks and comments.
 */
export class Rewriter {
  readonly source: SqlSource;
  readonly #rules: readonly Rule[];
  /** Text written for the current span, so that a rule can replace its left operand. */
  #pieces: Piece[] = [];
  readonly columns: KnownColumns;
  /** The expressions that names stand for, if they are not columns. */
  #names: ReadonlyMap<string, string> = new Map();
  /** The preceding common tables by name. */
  readonly #commonTables = new Map<string, string>();
  #isRecursive = false;
  /** Translated spans by the meaning of names, because several rules write the same span. */
  readonly #written = new WeakMap<ReadonlyMap<string, string>, Map<string, string>>();

  constructor(source: SqlSource, rules: readonly Rule[], columns: KnownColumns) {
    this.source = source;
    this.#rules = rules;
    this.columns = columns;
  }

  /** Runs `write` with these meanings of names instead of the current ones. */
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

  /** Adds a common table, `name (columns) AS (…)`, for queries that are described. */
  addCommonTable(name: string, text: string, isRecursive: boolean): void {
    this.#commonTables.delete(name);
    this.#commonTables.set(name, text);
    this.#isRecursive ||= isRecursive;
  }

  /**
   * Returns the column names of a query with the preceding common tables; undefined if it cannot be
   * described alone.
   * @throws ColumnsNeeded if they are not known yet
   */
  columnsOf(query: string): readonly string[] | undefined {
    return this.#described(query)?.map(({ name }) => name);
  }

  /** The one column of a query, with the name that `columnsOf` returns. @throws ColumnsNeeded */
  columnOf(query: string): KnownColumn | undefined {
    return this.#described(query)?.[0];
  }

  /** The numbers of the types of a query's columns. @throws ColumnsNeeded */
  typesOf(query: string): readonly number[] | undefined {
    return this.#described(query)?.map(({ typeId }) => typeId);
  }

  #described(query: string): readonly KnownColumn[] | undefined {
    const tables = [...this.#commonTables.values()].join(', ');
    const head = tables === '' ? '' : `WITH ${this.#isRecursive ? 'RECURSIVE ' : ''}${tables} `;
    const full = `${head}${query}`;
    if (!this.columns.has(full)) throw new ColumnsNeeded(full);
    return this.columns.get(full);
  }

  get tokens(): readonly Token[] {
    return this.source.tokens;
  }

  /**
   * Translates tokens `from` up to and without `to`, each span once: the time would otherwise
   * double with each nesting level.
   */
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
      // This text lies between two tokens, so that replacing the second one keeps it.
      if (at < to) this.#pieces.push({ at: at - 0.5, text: this.#gapBefore(at) });
    }
    const text = this.#pieces.map((piece) => piece.text).join('');
    this.#pieces = outer;
    return text;
  }

  /** Returns the text that was written from a token on, up to the current token. */
  written(from: number): string {
    return this.#pieces
      .filter(({ at }) => at >= from)
      .map(({ text }) => text)
      .join('');
  }

  writeSpan({ from, to }: Span): string {
    return this.write(from, to);
  }

  /** Returns the index after the parenthesis that closes the one at `open`. */
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
