import { randomBytes } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';
import { DatabaseFailure } from '../database-failure.ts';
import type { QueuedTask } from '../database-queue.ts';
import { cancelledByUser, TaskStop } from '../task-stop.ts';
import type { PortAnswer, PortRequest, Settings } from '../worker/protocol.ts';
import { Portals } from './portals.ts';
import { withoutPrefix, withPrefix } from './prefixed-messages.ts';
import { startupSettings } from './startup-settings.ts';
import { TransactionState } from './transaction-state.ts';
import {
  cancelKey,
  encodeMessage,
  errorMessage,
  greeting,
  joinMessages,
  readyForQuery,
  splitMessages,
  type StartupParameters,
  startupParameters,
  takeMessage,
  type WireMessage,
} from './wire-messages.ts';

export interface PostgresPort {
  /** Runs messages in a read-only transaction and returns PostgreSQL's response. */
  readonly read: (request: PortRequest) => QueuedTask<PortAnswer>;
  readonly hasUser: (name: string) => Promise<boolean>;
  /** Drops the cursors and prepared statements of a closed connection. */
  readonly forget: (connection: string) => void;
}

const PROTOCOL_3 = 196_608;
const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

const INTERNAL_ERROR = 'XX000';
const INVALID_USER = '28000';
const IN_FAILED_TRANSACTION = '25P02';
const CANNOT_CONNECT = '57P03';

/** Limit on messages that wait for their Sync: their bodies and an overhead for each. */
const MAX_GROUP_BYTE_COUNT = 32 * 1024 * 1024;
const MESSAGE_OVERHEAD = 100;
/** A client with more waiting groups is not read from until some have run. */
const MAX_WAITING = 100;
/** A client that sends nothing for this time after it connects is disconnected. */
const SILENCE_MS = 20_000;

/** Returns PostgreSQL's code for a rejected or stopped query. */
function sqlStateOf(error: unknown): string {
  if (error instanceof FailedTransaction) return IN_FAILED_TRANSACTION;
  const isKnown = error instanceof TaskStop || error instanceof DatabaseFailure;
  return (isKnown && error.sqlState) || INTERNAL_ERROR;
}

/** A query in a failed transaction block. */
class FailedTransaction extends Error {
  override readonly name = 'FailedTransaction';
  override readonly message =
    'current transaction is aborted, commands ignored until end of transaction block';
}

/** Makes the database apply the settings of a new connection, and return them in its own form. */
const CHECK_SETTINGS: WireMessage = {
  type: 'Q',
  body: Buffer.from("SET LOCAL redshift.connected TO 'true'\0"),
};
const READY: WireMessage = { type: 'Z', body: Buffer.alloc(0) };
const SYNC: WireMessage = { type: 'S', body: Buffer.alloc(0) };

/** Parts that all connections share. */
interface ConnectionParts extends PostgresPort {
  /** Connections by the key that a cancel request contains. */
  readonly byKey: Map<string, Connection>;
}

/** One client. Its messages run in groups, each ending with a Sync. */
class Connection {
  readonly #socket: Socket;
  readonly #prefix: string;
  readonly #parts: ConnectionParts;
  readonly #key = randomBytes(8);
  readonly #portals: Portals;
  readonly #transaction = new TransactionState();
  #task: QueuedTask<PortAnswer> | undefined;
  #user = '';
  #settings: Settings = [];
  #bytes = Buffer.alloc(0);
  #isStarted = false;
  #isSkipping = false;
  #group: WireMessage[] = [];
  #groupByteCount = 0;
  #waitingCount = 0;
  #last = Promise.resolve();

  constructor(socket: Socket, parts: ConnectionParts, number: number) {
    this.#socket = socket;
    this.#parts = parts;
    this.#prefix = `c${number}_`;
    this.#portals = new Portals(this.#prefix);
    socket.on('data', (chunk: Buffer) => this.#take(chunk));
    socket.on('error', () => socket.destroy());
    socket.setKeepAlive(true);
    socket.setTimeout(SILENCE_MS, () => socket.destroy());
    socket.once('data', () => socket.setTimeout(0));
    socket.on('close', () => {
      parts.byKey.delete(this.#key.toString('hex'));
      // The client no longer needs the response, so that the database is free for others.
      this.cancel();
      parts.forget(this.#prefix);
    });
  }

  cancel(): void {
    this.#task?.stop(cancelledByUser());
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

  /** Disconnects after pending queries are answered. */
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
      const parameters = startupParameters(body);
      this.#user = parameters.get('user') ?? '';
      this.#settings = startupSettings(parameters);
      this.#last = this.#last.then(() => this.#greet(parameters));
    } else {
      if (code === CANCEL_REQUEST) this.#parts.byKey.get(cancelKey(body))?.cancel();
      this.#socket.end();
    }
  }

  /**
   * Starts a session. A client without a known role, or with an invalid setting, is rejected, and
   * its later messages are not read.
   */
  async #greet(parameters: StartupParameters): Promise<void> {
    const rejection = await this.#rejection().catch((error: unknown) =>
      errorMessage(CANNOT_CONNECT, (error as Error).message),
    );
    // A closed connection must not register resources again.
    if (this.#socket.destroyed) return;
    if (rejection === undefined) {
      this.#parts.byKey.set(this.#key.toString('hex'), this);
      this.#socket.write(greeting(this.#key, parameters));
      return;
    }
    this.#socket.end(joinMessages([rejection]));
    this.#socket.destroySoon();
  }

  async #rejection(): Promise<WireMessage | undefined> {
    if (!(await this.#parts.hasUser(this.#user))) {
      return errorMessage(INVALID_USER, `role "${this.#user}" does not exist`);
    }
    if (this.#settings.length === 0) return undefined;
    const answer = splitMessages(Buffer.from(await this.#read(joinMessages([CHECK_SETTINGS]))));
    return answer.find(({ type }) => type === 'E');
  }

  /**
   * Runs a group. Flush requests responses without ending it; after an error, messages are skipped
   * until the Sync.
   */
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
        if (!isFlush) this.#socket.write(readyForQuery(this.#transaction.status));
        return;
      }
      await this.#send(await this.#answer(group, isFlush));
    });
  }

  /**
   * Waits until the client has received this response, or has disconnected, before the next one is
   * sent.
   */
  async #send(answer: Uint8Array): Promise<void> {
    await new Promise<void>((resolve) => this.#socket.write(answer, () => resolve()));
  }

  async #answer(group: readonly WireMessage[], isFlush: boolean): Promise<Buffer> {
    const answer = await this.#ask(group).catch((error: unknown) => [
      errorMessage(sqlStateOf(error), (error as Error).message),
      READY,
    ]);
    this.#transaction.note(answer);
    const { status } = this.#transaction;
    this.#isSkipping = isFlush && answer.some(({ type }) => type === 'E');
    if (!isFlush && status === 'I') this.#portals.clear();
    return Buffer.concat(
      answer
        // Notices are about the surrounding transaction, which the client does not know.
        .filter(({ type }) => type !== 'N' && !(isFlush && type === 'Z'))
        .map(({ type, body }) =>
          type === 'Z' ? readyForQuery(status) : encodeMessage(type, body),
        ),
    );
  }

  /** @throws Error for messages that cannot be run */
  async #ask(group: readonly WireMessage[]): Promise<WireMessage[]> {
    if (this.#transaction.rejects(group)) throw new FailedTransaction();
    const isQuery = group[0]?.type === 'Q';
    const plan = this.#portals.take(isQuery ? group : [...group, SYNC]);
    // Kept rows are returned without a call to the database.
    const isHeld = plan.messages.length === 1 && plan.messages[0] === SYNC;
    if (isHeld) return plan.answer(joinMessages([READY]));
    const own = plan.messages.map((message) => withPrefix(message, this.#prefix));
    const answers = plan.answer(Buffer.from(await this.#read(joinMessages(own))));
    return answers.map((message) => withoutPrefix(message, this.#prefix));
  }

  async #read(messages: Uint8Array): Promise<Uint8Array> {
    this.#task = this.#parts.read({
      messages,
      user: this.#user,
      settings: this.#settings,
      connection: this.#prefix,
      isInTransaction: this.#transaction.status === 'T',
    });
    try {
      const { bytes, settings } = await this.#task.result;
      this.#settings = settings;
      return bytes;
    } finally {
      this.#task = undefined;
    }
  }
}

/** Creates a read-only server of PostgreSQL's protocol, for psql and BI tools. */
export function createPostgresServer(port: PostgresPort): Server {
  const parts: ConnectionParts = { ...port, byKey: new Map() };
  let count = 0;
  return createServer((socket) => {
    count += 1;
    new Connection(socket, parts, count);
  });
}
