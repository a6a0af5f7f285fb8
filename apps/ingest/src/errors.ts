/** Why a record is refused: no delivery of the same record makes it acceptable. */
export const REFUSAL_CODES = [
  'empty',
  'too-large',
  'unsupported-type',
  'invalid-pointer',
  'forbidden-bucket',
  'nothing-there',
  'unreadable',
] as const;
export type RefusalCode = (typeof REFUSAL_CODES)[number];

/** A record that is no picture, and points to none that may be taken. */
export class RefusedRecordError extends Error {
  override readonly name = 'RefusedRecordError';
  readonly code: RefusalCode;

  constructor(
    code: RefusalCode,
    { subject, expected, received }: Readonly<Record<'subject' | 'expected' | 'received', string>>,
    options?: ErrorOptions,
  ) {
    super(`Expected ${expected} for ${subject} but received ${received}`, options);
    this.code = code;
  }
}
