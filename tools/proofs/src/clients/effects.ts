import { createHash } from 'node:crypto';
import type { Effect, Outcome } from './exchange.ts';

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** A request whose body never arrived may store an empty object. */
const EMPTY = digestOf(Buffer.alloc(0));

/** Records what a server has acknowledged, and what else it may have stored. */
export class Effects {
  readonly #possible = new Map<string, string>();
  readonly #acknowledged = new Set<string>();

  note({ id, bytes }: Effect, { status }: Outcome): void {
    this.#possible.set(id, digestOf(bytes));
    if (status >= 200 && status < 300) this.#acknowledged.add(id);
  }

  get acknowledged(): readonly string[] {
    return [...this.#acknowledged];
  }

  /** Returns the union of two records. */
  with(others: Effects): Effects {
    const all = new Effects();
    for (const each of [this, others]) {
      for (const [id, digest] of each.#possible) all.#possible.set(id, digest);
      for (const id of each.#acknowledged) all.#acknowledged.add(id);
    }
    return all;
  }

  /** Returns true if these bytes are a complete body that was sent under this id. */
  isWhole(id: string, bytes: Uint8Array): boolean {
    return [EMPTY, this.#possible.get(id)].includes(digestOf(bytes));
  }
}
