/**
 * A message of PostgreSQL's frontend/backend protocol, version 3; only the required part is
 * supported.
 */
export interface WireMessage {
  /** Message type such as `Q` or `P`; empty for packets before the session starts. */
  readonly type: string;
  readonly body: Buffer;
}

/**
 * Limit on a message from a client; queries are text, and results are sent in the other direction.
 */
const MAX_MESSAGE_BYTE_COUNT = 16 * 1024 * 1024;

/** Reads one message from the start of the bytes; undefined if it is incomplete. */
export function takeMessage(
  bytes: Buffer,
  isStarted: boolean,
): { readonly message: WireMessage; readonly rest: Buffer } | undefined {
  const start = isStarted ? 1 : 0;
  if (bytes.length < start + 4) return undefined;
  const length = bytes.readInt32BE(start);
  if (length < 4 || length > MAX_MESSAGE_BYTE_COUNT) {
    throw new RangeError(
      `Expected a message of 4 to ${MAX_MESSAGE_BYTE_COUNT} bytes but received ${length}`,
    );
  }
  const end = start + length;
  if (bytes.length < end) return undefined;
  const type = isStarted ? String.fromCharCode(bytes[0] ?? 0) : '';
  return { message: { type, body: bytes.subarray(start + 4, end) }, rest: bytes.subarray(end) };
}

export function encodeMessage(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
}

function terminated(...texts: readonly string[]): Buffer {
  return Buffer.from(texts.map((text) => `${text}\0`).join(''), 'utf8');
}

/** Returns the text from `start` to the next zero byte, and the rest. */
export function takeText(body: Buffer, start = 0): { readonly text: string; readonly end: number } {
  const zero = body.indexOf(0, start);
  const end = zero === -1 ? body.length : zero;
  return { text: body.toString('utf8', start, end), end: end + 1 };
}

/** The parameters of a startup packet, such as `user`, by name. */
export type StartupParameters = ReadonlyMap<string, string>;

/** Reads the startup packet, which contains a code and then pairs of names and values. */
export function startupParameters(body: Buffer): StartupParameters {
  const parameters = new Map<string, string>();
  for (let at = 4; at < body.length;) {
    const name = takeText(body, at);
    const value = takeText(body, name.end);
    if (name.text !== '') parameters.set(name.text, value.text);
    at = value.end;
  }
  return parameters;
}

/** @param status `I` idle, `T` in a transaction block, `E` in one that has failed */
export function readyForQuery(status: 'I' | 'T' | 'E'): Buffer {
  return encodeMessage('Z', Buffer.from(status));
}

export function errorMessage(code: string, message: string): WireMessage {
  return {
    type: 'E',
    body: Buffer.concat([
      terminated('SERROR', 'VERROR', `C${code}`, `M${message}`),
      Buffer.alloc(1),
    ]),
  };
}

const PARAMETERS: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  integer_datetimes: 'on',
  // Redshift's own parameters, by which asyncpg finds out which statements it supports.
  padb_revision: 'local',
  padb_version: '1.0.0',
  server_encoding: 'UTF8',
  server_version: '18.0',
  standard_conforming_strings: 'on',
};

/** Returns the 8 bytes of a cancel request that identify a session. */
export const cancelKey = (body: Buffer): string => body.subarray(4, 12).toString('hex');

/**
 * Returns the response to a client that starts a session; no password is required.
 * @param parameters of the startup packet, whose time zone and application name are reported
 */
export function greeting(key: Buffer, parameters: StartupParameters): Buffer {
  const [timeZone, applicationName] = ['TimeZone', 'application_name'].map((name) =>
    parameters.get(name),
  );
  const reported = {
    ...PARAMETERS,
    ...(timeZone !== undefined && { TimeZone: timeZone }),
    ...(applicationName !== undefined && { application_name: applicationName }),
  };
  return Buffer.concat([
    encodeMessage('R', Buffer.alloc(4)),
    ...Object.entries(reported).map(([name, value]) => encodeMessage('S', terminated(name, value))),
    encodeMessage('K', key),
    readyForQuery('I'),
  ]);
}

/** Splits a response into messages. */
export function splitMessages(bytes: Buffer): WireMessage[] {
  const messages: WireMessage[] = [];
  let rest = bytes;
  for (let taken = takeMessage(rest, true); taken !== undefined; taken = takeMessage(rest, true)) {
    messages.push(taken.message);
    rest = taken.rest;
  }
  return messages;
}

export function joinMessages(messages: readonly WireMessage[]): Buffer {
  return Buffer.concat(messages.map(({ type, body }) => encodeMessage(type, body)));
}
