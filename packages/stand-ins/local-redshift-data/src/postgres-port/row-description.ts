import { takeText, type WireMessage } from './wire-messages.ts';

/**
 * Type id of jsonb, which stores SUPER, and Redshift's type id of SUPER, which its drivers expect.
 */
const JSONB = 3802;
const SUPER = 4000;

const TYPE_OFFSET = 6;
const COLUMN_BYTE_COUNT = 18;

/** Replaces type ids in a RowDescription by those that Redshift's drivers know. */
export function redshiftTypes(message: WireMessage): WireMessage {
  if (message.type !== 'T') return message;
  const body = Buffer.from(message.body);
  let at = 2;
  for (let column = 0; column < body.readInt16BE(0); column += 1) {
    const { end } = takeText(body, at);
    if (body.readInt32BE(end + TYPE_OFFSET) === JSONB) body.writeInt32BE(SUPER, end + TYPE_OFFSET);
    at = end + COLUMN_BYTE_COUNT;
  }
  return { type: 'T', body };
}
