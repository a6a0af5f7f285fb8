export const CONFIG_ERROR_CODES = ['invalid-config'] as const;
export type ConfigErrorCode = (typeof CONFIG_ERROR_CODES)[number];

/** The environment is incomplete or invalid; `faults` has one line per fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly code: ConfigErrorCode = 'invalid-config';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Expected a valid environment but received:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}
