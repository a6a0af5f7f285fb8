import { InvalidArgumentError } from 'commander';

/** Creates a commander parser of `--port`, 0 to 65535. `describeError` explains invalid text. */
export function portParser(describeError: (text: string) => string) {
  return (text: string): number => {
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    throw new InvalidArgumentError(describeError(text));
  };
}

/** Commander's parser of `--port`. */
export const parsePort = portParser((text) => `Expected 0 to 65535 but received '${text}'.`);
