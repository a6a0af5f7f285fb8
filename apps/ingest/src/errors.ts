import { TerminalError } from '@miniatura/errors';

/** Why a record is rejected: a retry cannot solve it. */
export const REJECTION_CODES = [
  'empty',
  'too-large',
  'unsupported-type',
  'invalid-pointer',
  'forbidden-bucket',
  'nothing-there',
  'unreadable',
] as const;
export type RejectionCode = (typeof REJECTION_CODES)[number];

/** The record is not an image, and does not point to an allowed one. */
export class RejectedRecordError extends TerminalError<RejectionCode> {
  override readonly name = 'RejectedRecordError';
  readonly code: RejectionCode;

  constructor(
    code: RejectionCode,
    { subject, expected, received }: Readonly<Record<'subject' | 'expected' | 'received', string>>,
    options?: ErrorOptions,
  ) {
    super(`Expected ${expected} for ${subject} but received ${received}`, options);
    this.code = code;
  }
}
