export const CONFIG_ERROR_CODES = ['invalid-config'] as const;
export type ConfigErrorCode = (typeof CONFIG_ERROR_CODES)[number];

/** The environment lacks something or holds something wrong: `faults` has a line for each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode = 'invalid-config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Expected a valid environment but received:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}
