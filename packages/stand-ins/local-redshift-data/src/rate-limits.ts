import { DataApiError } from './errors.ts';

/** The service's limits in requests per second, by operation. */
const RATES: Readonly<Record<string, number>> = {
  BatchExecuteStatement: 20,
  CancelStatement: 3,
  DescribeStatement: 100,
  DescribeTable: 3,
  ExecuteStatement: 30,
  GetStatementResult: 20,
  GetStatementResultV2: 20,
  ListDatabases: 3,
  ListSchemas: 3,
  ListSessions: 3,
  ListStatements: 3,
  ListTables: 3,
};

/** Counts the requests of the current second. */
export class RateLimits {
  readonly #now: () => number;
  readonly #recent = new Map<string, number[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws DataApiError ThrottlingException */
  take(operation: string): void {
    const now = this.#now();
    const recent = (this.#recent.get(operation) ?? []).filter((at) => at > now - 1000);
    if (recent.length >= (RATES[operation] ?? Infinity)) {
      throw new DataApiError('ThrottlingException', 'Rate exceeded');
    }
    this.#recent.set(operation, [...recent, now]);
  }
}
