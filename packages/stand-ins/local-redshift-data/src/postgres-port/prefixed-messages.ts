import { takeText, type WireMessage } from './wire-messages.ts';

/** Returns the message with a prefix on the name of its prepared statement. */
export function withPrefix({ type, body }: WireMessage, prefix: string): WireMessage {
  const own = (name: string): string => (name === '' ? '' : `${prefix}${name}`);
  if (type === 'P') {
    const { text, end } = takeText(body);
    return { type, body: Buffer.concat([Buffer.from(`${own(text)}\0`), body.subarray(end)]) };
  }
  if (type === 'B') {
    const portal = takeText(body);
    const statement = takeText(body, portal.end);
    const names = Buffer.from(`${portal.text}\0${own(statement.text)}\0`);
    return { type, body: Buffer.concat([names, body.subarray(statement.end)]) };
  }
  const isOfStatement = (type === 'D' || type === 'C') && body[0] === 'S'.charCodeAt(0);
  if (!isOfStatement) return { type, body };
  return { type, body: Buffer.from(`S${own(takeText(body, 1).text)}\0`) };
}

/** Returns an error with the names that the client uses. */
export function withoutPrefix(message: WireMessage, prefix: string): WireMessage {
  return message.type === 'E'
    ? { type: 'E', body: Buffer.from(message.body.toString().replaceAll(`"${prefix}`, '"')) }
    : message;
}
