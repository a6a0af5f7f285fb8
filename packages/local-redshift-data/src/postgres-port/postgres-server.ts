import { createServer, type Server, type Socket } from 'node:net';
import { guardQuery } from './read-only-guard.ts';
import {
  encodeMessage,
  errorResponse,
  greeting,
  readyForQuery,
  splitMessages,
  takeMessage,
  takeText,
  type WireMessage,
} from './wire-messages.ts';

/** Runs messages in a transaction that reads only, and gives back PostgreSQL's answer. */
export type ReadProtocol = (messages: Uint8Array) => Promise<Uint8Array>;

const PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;

const READ_ONLY_TRANSACTION = '25006';

/** Messages are kept as far as the Sync that runs them: their bodies, and what each takes besides. */
const MAX_GROUP_BYTE_COUNT = 32 * 1024 * 1024;
const MESSAGE_OVERHEAD = 100;
/** A client that sends more groups ahead is not read from until some of them have run. */
const MAX_WAITING = 100;
/** Who has not said anything by then is no client. */
const SILENCE_MS = 20_000;

/** The same messages with the names of prepared statements made the connection's own. */
const rename = ({ type, body }: WireMessage, prefix: string): Buffer => {
  const own = (name: string): string => (name === '' ? '' : `${prefix}${name}`);
  if (type === 'P') {
    const { text, end } = takeText(body);
    return encodeMessage(type, Buffer.concat([Buffer.from(`${own(text)}\0`), body.subarray(end)]));
  }
  if (type === 'B') {
    const portal = takeText(body);
    const statement = takeText(body, portal.end);
    const names = Buffer.from(`${portal.text}\0${own(statement.text)}\0`);
    return encodeMessage(type, Buffer.concat([names, body.subarray(statement.end)]));
  }
  const isOfStatement = (type === 'D' || type === 'C') && body[0] === 'S'.charCodeAt(0);
  if (!isOfStatement) return encodeMessage(type, body);
  return encodeMessage(type, Buffer.from(`S${own(takeText(body, 1).text)}\0`));
};

/** A query's message with its SQL guarded. @throws Error with the refusal */
const guarded = (message: WireMessage): WireMessage => {
  if (message.type !== 'Q' && message.type !== 'P') return message;
  const name = message.type === 'P' ? takeText(message.body) : { text: '', end: 0 };
  const query = takeText(message.body, name.end);
  const guard = guardQuery(query.text);
  if ('refusal' in guard) throw new Error(guard.refusal);
  const head = message.type === 'P' ? `${name.text}\0` : '';
  const body = Buffer.concat([
    Buffer.from(`${head}${guard.sql}\0`),
    message.body.subarray(query.end),
  ]);
  return { type: message.type, body };
};

/** Notices tell of the transaction around each query, which is not the client's business. */
const answerOf = (bytes: Uint8Array, isFlush: boolean): Buffer =>
  Buffer.concat(
    splitMessages(Buffer.from(bytes))
      .filter(({ type }) => type !== 'N' && !(isFlush && type === 'Z'))
      .map(({ type, body }) => (type === 'Z' ? readyForQuery() : encodeMessage(type, body))),
  );

const SYNC = encodeMessage('S', Buffer.alloc(0));

/** One client: its messages are run in groups, each as far as its Sync. */
class Connection {
  readonly #socket: Socket;
  readonly #read: ReadProtocol;
  readonly #prefix: string;
  #bytes = Buffer.alloc(0);
  #isStarted = false;
  #isSkipping = false;
  #group: WireMessage[] = [];
  #groupByteCount = 0;
  #waitingCount = 0;
  #last = Promise.resolve();

  constructor(socket: Socket, read: ReadProtocol, number: number) {
    this.#socket = socket;
    this.#read = read;
    this.#prefix = `c${number}_`;
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.setKeepAlive(true);
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.once('data', () => socket.setTimeout(0));
  }

  #take(chunk: Buffer): void {
    this.#bytes = Buffer.concat([this.#bytes, chunk]);
    try {
      for (;;) {
        const taken = takeMessage(this.#bytes, this.#isStarted);
        if (taken === undefined) return;
        this.#bytes = Buffer.from(taken.rest);
        this.#handle(taken.message);
      }
    } catch {
      this.#socket.destroy();
    }
  }

  #handle(message: WireMessage): void {
    if (!this.#isStarted) this.#start(message);
    else if (message.type === 'X') this.#leave();
    else if (message.type === 'Q') this.#run([message], false);
    else if (message.type === 'S' || message.type === 'H') {
      const group = this.#group;
      this.#group = [];
      this.#groupByteCount = 0;
      this.#run(group, message.type === 'H');
    } else this.#gather(message);
  }

  /** What was asked before is answered first. */
  #leave(): void {
    this.#last = this.#last.then(() => void this.#socket.end());
  }

  #gather(message: WireMessage): void {
    this.#groupByteCount += message.body.length + MESSAGE_OVERHEAD;
    if (this.#groupByteCount > MAX_GROUP_BYTE_COUNT) {
      throw new RangeError(`Expected a Sync within ${MAX_GROUP_BYTE_COUNT} bytes`);
    }
    this.#group.push(message);
  }

  #start({ body }: WireMessage): void {
    const code = body.readInt32BE(0);
    if (code === SSL_REQUEST || code === GSS_REQUEST) this.#socket.write('N');
    else if (code === PROTOCOL_3 || Math.floor(code / 65_536) === 3) {
      this.#isStarted = true;
      this.#socket.write(greeting());
    } else this.#socket.end();
  }

  /** A flush wants answers and goes on; after an error all is skipped as far as the Sync. */
  #run(group: readonly WireMessage[], isFlush: boolean): void {
    this.#waitingCount += 1;
    if (this.#waitingCount >= MAX_WAITING) this.#socket.pause();
    this.#last = this.#last.then(async () => {
      this.#waitingCount -= 1;
      if (this.#socket.destroyed) return;
      if (this.#waitingCount < MAX_WAITING) this.#socket.resume();
      const wasSkipping = this.#isSkipping;
      if (!isFlush) this.#isSkipping = false;
      if (wasSkipping) {
        if (!isFlush) this.#socket.write(readyForQuery());
        return;
      }
      const answer = await this.#answer(group, isFlush).catch((error: unknown) => {
        this.#isSkipping = isFlush;
        const refusal = errorResponse(READ_ONLY_TRANSACTION, (error as Error).message);
        return Buffer.concat(isFlush ? [refusal] : [refusal, readyForQuery()]);
      });
      await this.#send(answer);
    });
  }

  /** The next answer waits until a slow client has taken this one, or has gone. */
  async #send(answer: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.write(answer, () => resolve()));
  }

  async #answer(group: readonly WireMessage[], isFlush: boolean): Promise<Buffer> {
    const messages = group.map((message) => rename(guarded(message), this.#prefix));
    if (group[0]?.type !== 'Q') messages.push(SYNC);
    const answer = answerOf(await this.#read(Buffer.concat(messages)), isFlush);
    if (isFlush && splitMessages(answer).some(({ type }) => type === 'E')) this.#isSkipping = true;
    return answer;
  }
}

/** PostgreSQL's own protocol over the database, for psql and BI tools: it can only be read. */
export const createPostgresServer = (read: ReadProtocol): Server => {
  let count = 0;
  return createServer((socket) => {
    count += 1;
    new Connection(socket, read, count);
  });
};
