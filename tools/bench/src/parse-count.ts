import { InvalidArgumentError } from 'commander';

/** Parses a count from the command line: a whole number from 1. */
export function parseCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError(`Expected a whole number from 1 but received "${text}".`);
}
