import { InvalidArgumentError } from 'commander';

/** Makes a commander parser of `--port`: 0 to 65535. `refusal` says what is wrong with other text. */
export const portParser =
  (refusal: (text: string) => string) =>
  (text: string): number => {
    if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
    throw new InvalidArgumentError(refusal(text));
  };

/** Commander's parser of `--port`. */
export const parsePort = portParser((text) => `Expected 0 to 65535 but received '${text}'.`);
