/** PostgreSQL's frontend/backend protocol, version 3: as much of it as a front needs. */
export interface WireMessage {
  /** `Q`, `P`, …; empty for the packets before a session starts. */
  readonly type: string;
  readonly body: Buffer;
}

/** A message is never larger: queries are text, and results go the other way. */
const MAX_MESSAGE_BYTE_COUNT = 16 * 1024 * 1024;

/** Takes one message off the front of the bytes; undefined when it has not all come. */
export const takeMessage = (
  bytes: Buffer,
  isStarted: boolean,
): { readonly message: WireMessage; readonly rest: Buffer } | undefined => {
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
};

export const encodeMessage = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(type.length + 4);
  head.write(type, 'latin1');
  head.writeInt32BE(body.length + 4, type.length);
  return Buffer.concat([head, body]);
};

const terminated = (...texts: readonly string[]): Buffer =>
  Buffer.from(texts.map((text) => `${text}\0`).join(''), 'utf8');

/** The text up to the zero byte at or after `start`, and what follows it. */
export const takeText = (
  body: Buffer,
  start = 0,
): { readonly text: string; readonly end: number } => {
  const zero = body.indexOf(0, start);
  const end = zero === -1 ? body.length : zero;
  return { text: body.toString('utf8', start, end), end: end + 1 };
};

/** The user of the packet that starts a session: pairs of a name and a value after its code. */
export const startupUser = (body: Buffer): string => {
  for (let at = 4; at < body.length;) {
    const name = takeText(body, at);
    const value = takeText(body, name.end);
    if (name.text === 'user') return value.text;
    at = value.end;
  }
  return '';
};

/** @param status `I` idle, `T` in a transaction block, `E` in one that has failed */
/** @param status `I` idle, `T` in a transaction block, `E` in one that has failed */
export const readyForQuery = (status: 'I' | 'T' | 'E'): Buffer =>
  encodeMessage('Z', Buffer.from(status));

export const errorMessage = (code: string, message: string): WireMessage => ({
  type: 'E',
  body: Buffer.concat([terminated('SERROR', 'VERROR', `C${code}`, `M${message}`), Buffer.alloc(1)]),
});

const PARAMETERS: Readonly<Record<string, string>> = {
  DateStyle: 'ISO, MDY',
  TimeZone: 'UTC',
  client_encoding: 'UTF8',
  integer_datetimes: 'on',
  server_encoding: 'UTF8',
  server_version: '18.0',
  standard_conforming_strings: 'on',
};

/** What a client names a session by that it wants a query of to be cancelled: 8 bytes. */
export const cancelKey = (body: Buffer): string => body.subarray(4, 12).toString('hex');

/** What answers a client that starts a session: anybody may. */
export const greeting = (key: Buffer): Buffer =>
  Buffer.concat([
    encodeMessage('R', Buffer.alloc(4)),
    ...Object.entries(PARAMETERS).map(([name, value]) =>
      encodeMessage('S', terminated(name, value)),
    ),
    encodeMessage('K', key),
    readyForQuery('I'),
  ]);

/** Messages of an answer, in their order. */
export const splitMessages = (bytes: Buffer): WireMessage[] => {
  const messages: WireMessage[] = [];
  let rest = bytes;
  for (let taken = takeMessage(rest, true); taken !== undefined; taken = takeMessage(rest, true)) {
    messages.push(taken.message);
    rest = taken.rest;
  }
  return messages;
};

export const joinMessages = (messages: readonly WireMessage[]): Buffer =>
  Buffer.concat(messages.map(({ type, body }) => encodeMessage(type, body)));
