/** The error for a rejected query: PostgreSQL's code and message. */
export class QueryRefusal extends Error {
  override readonly name = 'QueryRefusal';
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
