import { InvalidArgumentError } from 'commander';

/** Returns a parser for a count from the command line: a whole number from `least`. */
export function countFrom(least: number) {
  return (text: string): number => {
    const count = Number(text);
    if (Number.isSafeInteger(count) && count >= least && text.trim() !== '') return count;
    throw new InvalidArgumentError(`Expected a whole number from ${least} but received "${text}".`);
  };
}
