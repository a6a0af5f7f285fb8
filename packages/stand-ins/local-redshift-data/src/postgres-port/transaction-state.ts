import { takeText, type WireMessage } from './wire-messages.ts';

/** Status as in ReadyForQuery: idle, in a transaction block, in a failed transaction block. */
export type TransactionStatus = 'I' | 'T' | 'E';

const ENDS = /^\s*(?:commit|end|rollback|abort)\b/i;

function textOf({ type, body }: WireMessage): string {
  return takeText(body, type === 'P' ? takeText(body).end : 0).text;
}

/** Returns the name of the statement that a Bind message uses. */
const boundStatement = ({ body }: WireMessage): string => takeText(body, takeText(body).end).text;

/**
 * Tracks the transaction block of a client, because each group of its messages runs in a separate
 * transaction of the database.
 */
export class TransactionState {
  #status: TransactionStatus = 'I';
  /** Names of prepared statements that end a transaction. */
  readonly #ending = new Set<string>();

  get status(): TransactionStatus {
    return this.#status;
  }

  /** Returns true if messages are rejected because the transaction block has failed. */
  rejects(messages: readonly WireMessage[]): boolean {
    for (const message of messages) {
      if (message.type !== 'P') continue;
      const { text: name } = takeText(message.body);
      if (ENDS.test(textOf(message))) this.#ending.add(name);
      else this.#ending.delete(name);
    }
    if (this.#status !== 'E') return false;
    const queries = messages.filter(({ type }) => type === 'Q' || type === 'B');
    return queries.some((message) =>
      message.type === 'Q'
        ? !ENDS.test(textOf(message))
        : !this.#ending.has(boundStatement(message)),
    );
  }

  /** Updates the state from a response. */
  note(answer: readonly WireMessage[]): void {
    for (const { type, body } of answer) {
      if (type === 'E') this.fail();
      if (type !== 'C') continue;
      const { text: tag } = takeText(body);
      if (tag === 'BEGIN' || tag === 'START TRANSACTION') this.#status = 'T';
      if (tag === 'COMMIT' || tag === 'ROLLBACK') this.#status = 'I';
    }
  }

  fail(): void {
    if (this.#status === 'T') this.#status = 'E';
  }
}
