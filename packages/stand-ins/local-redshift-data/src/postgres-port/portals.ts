import { redshiftResults } from './redshift-results.ts';
import { splitMessages, takeText, type WireMessage } from './wire-messages.ts';

/** A bound query, and its rows that are read but not yet fetched. */
interface Portal {
  readonly bind: WireMessage;
  /** The Parse message of its statement, if that has no name. */
  readonly parse: WireMessage | undefined;
  held: HeldRows | undefined;
}

interface HeldRows {
  readonly rows: readonly WireMessage[];
  /** The command tag that ends the response, such as `SELECT 2`. */
  readonly tag: string;
}

/** How the client's response to one message is made from the database's response. */
type Step =
  /** Forwards the response, except messages that the stand-in added. */
  | { readonly kind: 'pass'; readonly of: WireMessage; readonly isOwn: boolean }
  /** Forwards a number of rows and keeps the rest. */
  | { readonly kind: 'hold'; readonly portal: Portal; readonly rowCount: number }
  /** Returns kept rows; the database sends no response. */
  | { readonly kind: 'held'; readonly portal: Portal; readonly rowCount: number };

const ALL_ROWS = 0;
const SUSPENDED: WireMessage = { type: 's', body: Buffer.alloc(0) };

/**
 * Type of the message that ends the response to a message; other messages have no response of their
 * own.
 */
const LAST_OF_ANSWER: Readonly<Record<string, string>> = {
  B: '2',
  C: '3',
  D: 'Tn',
  E: 'CIs',
  P: '1',
  Q: 'Z',
  S: 'Z',
};

function nameOf({ type, body }: WireMessage): string {
  return takeText(body, type === 'D' || type === 'C' ? 1 : 0).text;
}

function isOfPortal({ type, body }: WireMessage): boolean {
  return type === 'E' || ((type === 'D' || type === 'C') && body[0] === 'P'.charCodeAt(0));
}

const rowCountOf = ({ body }: WireMessage): number => body.readInt32BE(takeText(body).end);

function describePortal(name: string): WireMessage {
  return { type: 'D', body: Buffer.from(`P${name}\0`) };
}

function executeAll(name: string): WireMessage {
  const count = Buffer.alloc(4);
  count.writeInt32BE(ALL_ROWS);
  return { type: 'E', body: Buffer.concat([Buffer.from(`${name}\0`), count]) };
}

/** Returns the next kept rows, and the message that says whether there are more. */
function nextRows(portal: Portal, rowCount: number): WireMessage[] {
  const { rows, tag } = portal.held ?? { rows: [], tag: 'SELECT 0' };
  const count = rowCount === ALL_ROWS ? rows.length : Math.min(rowCount, rows.length);
  portal.held = { rows: rows.slice(count), tag };
  // As in PostgreSQL, a client that gets as many rows as it requested must ask once more.
  if (rowCount !== ALL_ROWS && count === rowCount) return [...rows.slice(0, count), SUSPENDED];
  const complete = Buffer.from(`${tag.replace(/\d+$/, String(count))}\0`);
  return [...rows.slice(0, count), { type: 'C', body: complete }];
}

/** The messages of a group for the database, and the steps that make the client's response. */
class Plan {
  readonly messages: WireMessage[] = [];
  readonly steps: Step[] = [];
  readonly #bound = new Set<Portal>();
  #parsed: WireMessage | undefined;

  pass(of: WireMessage, isOwn = false): void {
    this.messages.push(of);
    if (of.type === 'P') this.#parsed = of;
    if (LAST_OF_ANSWER[of.type] !== undefined) this.steps.push({ kind: 'pass', of, isOwn });
  }

  /** Parses an unnamed statement again, unless it was the last to be parsed. */
  parse(parse: WireMessage | undefined): void {
    if (parse !== undefined && parse !== this.#parsed) this.pass(parse, true);
  }

  /** @param isOwn true if the client bound it in an earlier group */
  bind(portal: Portal, isOwn: boolean): void {
    if (isOwn && this.#bound.has(portal)) return;
    this.parse(portal.parse);
    this.pass(portal.bind, isOwn);
    this.#bound.add(portal);
  }

  execute(message: WireMessage, portal: Portal): void {
    const rowCount = rowCountOf(message);
    const isHeld = this.steps.some((step) => step.kind === 'hold' && step.portal === portal);
    if (isHeld || portal.held !== undefined) {
      this.steps.push({ kind: 'held', portal, rowCount });
      return;
    }
    this.bind(portal, true);
    // The types and formats of the rows.
    this.pass(describePortal(nameOf(message)), true);
    if (rowCount === ALL_ROWS) return this.pass(message);
    this.messages.push(executeAll(nameOf(message)));
    this.steps.push({ kind: 'hold', portal, rowCount });
  }

  answer(bytes: Buffer): WireMessage[] {
    return insertKeptRows(redshiftResults(splitMessages(bytes)), this.steps);
  }
}

/**
 * The portals of a connection. The database drops portals at the end of a transaction, and each
 * group of messages runs in its own transaction. So when a client requests some rows, all rows are
 * read, and the others are kept for it. A portal that was bound in an earlier group is bound again.
 * @see https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
export class Portals {
  readonly #portals = new Map<string, Portal>();
  /** The last unnamed statement, which the database also drops. */
  #unnamed: WireMessage | undefined;
  /** Prefix of the connection's cursors in the database. */
  readonly #connection: string;

  constructor(connection: string) {
    this.#connection = connection;
  }

  /** Drops the portals, as the end of a transaction does. */
  clear(): void {
    this.#portals.clear();
  }

  /** Returns the messages for the database, and a function that makes the client's response. */
  take(group: readonly WireMessage[]): Pick<Plan, 'messages' | 'answer'> {
    const plan = new Plan();
    for (const message of group) this.#add(message, plan);
    return plan;
  }

  #add(message: WireMessage, plan: Plan): void {
    const { type } = message;
    if (type === 'Q') this.#portals.delete('');
    if (type === 'P' && nameOf(message) === '') this.#unnamed = message;
    if (type === 'B') return plan.bind(this.#bind(message), false);
    if (!isOfPortal(message)) {
      if (type === 'D' && nameOf(message) === '') plan.parse(this.#unnamed);
      return plan.pass(message);
    }
    const portal = this.#portals.get(nameOf(message));
    if (portal === undefined) return plan.pass(this.#ofCursor(message));
    if (type === 'E') return plan.execute(message, portal);
    if (type === 'D') plan.bind(portal, true);
    else this.#portals.delete(nameOf(message));
    plan.pass(message);
  }

  #bind(bind: WireMessage): Portal {
    const isUnnamed = takeText(bind.body, takeText(bind.body).end).text === '';
    const parse = isUnnamed ? this.#unnamed : undefined;
    const portal: Portal = { bind, parse, held: undefined };
    this.#portals.set(nameOf(bind), portal);
    return portal;
  }

  /**
   * Renames a portal that is not bound, because it may be a cursor, which shares the same names.
   */
  #ofCursor({ type, body }: WireMessage): WireMessage {
    const start = type === 'E' ? 0 : 1;
    if (body[start] === 0) return { type, body };
    const own = Buffer.from(this.#connection);
    return { type, body: Buffer.concat([body.subarray(0, start), own, body.subarray(start)]) };
  }
}

/** Splits the response to a query: it keeps the rows that were not requested. */
function hold(answer: readonly WireMessage[], portal: Portal, rowCount: number): WireMessage[] {
  const rows = answer.filter(({ type }) => type === 'D');
  const complete = answer.at(-1);
  if (complete?.type !== 'C' || rows.length === 0) return [...answer];
  portal.held = { rows, tag: takeText(complete.body).text };
  return [
    ...answer.filter(({ type }) => type !== 'D' && type !== 'C'),
    ...nextRows(portal, rowCount),
  ];
}

/** Inserts kept rows into the database's responses, and removes rows to keep. */
function insertKeptRows(answers: readonly WireMessage[], steps: readonly Step[]): WireMessage[] {
  const woven: WireMessage[] = [];
  let at = 0;
  for (const step of steps) {
    if (step.kind === 'held') {
      woven.push(...nextRows(step.portal, step.rowCount));
      continue;
    }
    const last = `E${LAST_OF_ANSWER[step.kind === 'hold' ? 'E' : step.of.type]}`;
    const from = at;
    while (at < answers.length && !last.includes(answers[at]?.type ?? '')) at += 1;
    at += 1;
    const answer = answers.slice(from, at);
    const isFailed = answer.at(-1)?.type === 'E';
    if (step.kind === 'hold') woven.push(...hold(answer, step.portal, step.rowCount));
    else if (!step.isOwn || isFailed) woven.push(...answer);
    // After an error, all messages are skipped until the end.
    if (isFailed) break;
  }
  return [...woven, ...answers.slice(at)];
}
