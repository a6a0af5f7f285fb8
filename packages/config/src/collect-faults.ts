import { ConfigError } from './errors.ts';

/** Returns what `convert` returns, or adds the faults that it throws to `faults`, with their place. */
export function collectFaults<Setting>(
  faults: string[],
  place: string,
  convert: () => Setting,
): Setting | undefined {
  try {
    return convert();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    faults.push(...error.faults.map((fault) => `${place}: ${fault}`));
    return undefined;
  }
}
