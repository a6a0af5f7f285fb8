import { createHash } from 'node:crypto';
import type { MessageAttribute, MessageAttributes } from './message-attributes.ts';

/** MD5 is SQS's transport checksum, which the SDKs verify. It is not used for security. */
export const md5OfBody = (body: string): string => createHash('md5').update(body).digest('hex');

function withLength(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

const STRING_TRANSPORT = Buffer.from([1]);
const BINARY_TRANSPORT = Buffer.from([2]);

function encode(name: string, attribute: MessageAttribute): Buffer {
  const isBinary = attribute.DataType.startsWith('Binary');
  const value = isBinary
    ? Buffer.from(attribute.BinaryValue ?? '', 'base64')
    : Buffer.from(attribute.StringValue ?? '');
  return Buffer.concat([
    withLength(Buffer.from(name)),
    withLength(Buffer.from(attribute.DataType)),
    isBinary ? BINARY_TRANSPORT : STRING_TRANSPORT,
    withLength(value),
  ]);
}

/**
 * The MD5 of message attributes as described in the SQS Developer Guide, "Calculating the MD5
 * message digest for message attributes". Undefined when there are no attributes.
 */
export function md5OfMessageAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  for (const name of names) hash.update(encode(name, attributes[name] as MessageAttribute));
  return hash.digest('hex');
}
