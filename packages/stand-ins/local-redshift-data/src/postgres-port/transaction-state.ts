import { takeText, type WireMessage } from './wire-messages.ts';

/** As ReadyForQuery tells it: idle, in a transaction block, in one that has failed. */
export type TransactionStatus = 'I' | 'T' | 'E';

const ENDS = /^\s*(?:commit|end|rollback|abort)\b/i;

const textOf = ({ type, body }: WireMessage): string =>
  takeText(body, type === 'P' ? takeText(body).end : 0).text;

/** The statement that a Bind takes its query from. */
const boundStatement = ({ body }: WireMessage): string => takeText(body, takeText(body).end).text;

/**
 * The transaction block that a client believes to be in. Each group of its messages has a transaction
 * of its own in the database.
 */
export class TransactionState {
  #status: TransactionStatus = 'I';
  /** Prepared statements that end a transaction. */
  readonly #ending = new Set<string>();

  get status(): TransactionStatus {
    return this.#status;
  }

  /** Whether messages wait for the end of a block that has failed. */
  refuses(messages: readonly WireMessage[]): boolean {
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

  /** Follows an answer. */
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
