import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** Generates random numbers that depend only on the seed, the server and the index. */
export class Draw {
  readonly #random: RandomGenerator;

  constructor(seed: number, server: string, index: number) {
    const text = `${seed}/${server}/${index}`;
    let hash = 2166136261;
    for (const character of text) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
    this.#random = xoroshiro128plus(hash);
  }

  /** Returns an integer; both bounds are included. */
  int(from: number, to: number): number {
    return uniformInt(this.#random, from, to);
  }

  /**
   * Returns an integer whose number of digits is uniformly distributed, so that small numbers are
   * as frequent as large ones.
   */
  size(from: number, to: number): number {
    return Math.round(from * (to / from) ** (this.int(0, 1000) / 1000));
  }

  chance(percent: number): boolean {
    return this.int(1, 100) <= percent;
  }

  pick<T>(values: readonly T[]): T {
    return values[this.int(0, values.length - 1)] as T;
  }

  bytes(length: number): Buffer {
    const block = Buffer.alloc(Math.min(length, 1024));
    for (let at = 0; at < block.length; at += 1) block[at] = this.int(0, 255);
    return Buffer.alloc(length, block);
  }
}
