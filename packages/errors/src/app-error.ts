/** An error with a stable code, which says whether a retry may succeed. */
export abstract class AppError<Code extends string = string> extends Error {
  /** Listed in the `errors.ts` of the project that declares it. It never changes. */
  abstract readonly code: Code;
  abstract readonly transient: boolean;
}

/**
 * An error that a retry cannot solve: the input is wrong, and stays wrong. Its message says what was
 * expected, what was received, and what to do.
 */
export abstract class TerminalError<Code extends string = string> extends AppError<Code> {
  readonly transient = false;
}

/** An error that a retry may solve: something is unavailable, or too busy. */
export abstract class TransientError<Code extends string = string> extends AppError<Code> {
  readonly transient = true;
}
