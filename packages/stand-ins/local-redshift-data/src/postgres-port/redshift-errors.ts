import { explainError } from '../worker/explain-error.ts';
import { takeText, type WireMessage } from './wire-messages.ts';

/** SQL state of what is not supported. */
const FEATURE_NOT_SUPPORTED = '0A000';

/** The fields of an ErrorResponse, by their letters. */
function fieldsOf(body: Buffer): Map<string, string> {
  const fields = new Map<string, string>();
  for (let at = 0; at < body.length && body[at] !== 0;) {
    const { text, end } = takeText(body, at);
    fields.set(text.slice(0, 1), text.slice(1));
    at = end;
  }
  return fields;
}

/**
 * Returns an ErrorResponse with Redshift's message, as the Data API has it.
 * @see https://www.postgresql.org/docs/current/protocol-error-fields.html
 */
export function redshiftError({ type, body }: WireMessage): WireMessage {
  const fields = fieldsOf(body);
  const fault = Object.assign(new Error(fields.get('M') ?? ''), {
    code: fields.get('C'),
    column: fields.get('c'),
    constraint: fields.get('n'),
    position: fields.get('P'),
  });
  const message = explainError(fault).message.replace(/^ERROR: /, '');
  if (message === fields.get('M')) return { type, body };
  fields.set('M', message);
  if (message.startsWith('not supported by ')) fields.set('C', FEATURE_NOT_SUPPORTED);
  const text = [...fields].map(([letter, value]) => `${letter}${value}\0`).join('');
  return { type, body: Buffer.from(`${text}\0`) };
}
