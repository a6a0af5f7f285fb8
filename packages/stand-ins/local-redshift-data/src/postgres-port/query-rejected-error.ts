/** The error for a rejected query: PostgreSQL's code and message. */
export class QueryRejectedError extends Error {
  override readonly name = 'QueryRejectedError';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
