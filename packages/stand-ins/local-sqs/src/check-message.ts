import { SqsServiceError } from './errors.ts';
import { type MessageAttributes, messageAttributesByteCount } from './message-attributes.ts';

/** SQS allows the characters of XML 1.0. Lone surrogates are rejected too. */
const FORBIDDEN_CHARACTERS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Surrogate}]/u;

/** The size that SQS counts in bytes: the body and the attributes' names, types and values. */
export function messageByteCount(body: string, attributes: MessageAttributes): number {
  return Buffer.byteLength(body) + messageAttributesByteCount(attributes);
}

/** @throws SqsServiceError MissingParameter, InvalidMessageContents, InvalidParameterValue */
export function checkMessage(
  body: string,
  attributes: MessageAttributes,
  maxByteCount: number,
): void {
  if (body === '') {
    throw new SqsServiceError(
      'MissingParameter',
      'The request must contain the parameter MessageBody.',
    );
  }
  if (FORBIDDEN_CHARACTERS.test(body)) {
    throw new SqsServiceError(
      'InvalidMessageContents',
      'Expected a body of characters that XML 1.0 allows, but received others.',
    );
  }
  if (messageByteCount(body, attributes) > maxByteCount) {
    throw new SqsServiceError(
      'InvalidParameterValue',
      `One or more parameters are invalid. Reason: Message must be shorter than ${maxByteCount} bytes.`,
    );
  }
}
