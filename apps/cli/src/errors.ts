/** The exit codes of the command; 0 is success. */
export const EXIT_CODES = { failed: 1, usage: 2, 'no-access': 3, unreachable: 4 } as const;
export type Exit = keyof typeof EXIT_CODES;

/** The command cannot do what was requested. The message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: Exit;

  constructor(code: Exit, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
