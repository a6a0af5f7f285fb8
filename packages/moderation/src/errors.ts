import { TerminalError } from '@miniatura/errors';

/** The codes of this package's errors. */
export const MODERATION_ERROR_CODES = [
  'invalid-policy',
  'unknown-image',
  'nothing-to-review',
  'decided-otherwise',
] as const;
export type ModerationErrorCode = (typeof MODERATION_ERROR_CODES)[number];

/** The policy is invalid. `faults` has one line per fault, each with its path. */
export class InvalidPolicyError extends TerminalError<ModerationErrorCode> {
  override readonly name = 'InvalidPolicyError';
  readonly code = 'invalid-policy';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Expected a moderation policy but received:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}

/** No image has this id. */
export class UnknownImageError extends TerminalError<ModerationErrorCode> {
  override readonly name = 'UnknownImageError';
  readonly code = 'unknown-image';
  readonly imageId: string;

  constructor(imageId: string) {
    super(`Expected the id of an image but no image has ${imageId}`);
    this.imageId = imageId;
  }
}

/**
 * A review that cannot be recorded: there is nothing to decide, or the opposite decision exists.
 */
export class ReviewConflictError extends TerminalError<ModerationErrorCode> {
  override readonly name = 'ReviewConflictError';
  readonly code: 'nothing-to-review' | 'decided-otherwise';
  readonly imageId: string;

  constructor(code: ReviewConflictError['code'], imageId: string) {
    super(`${REJECTIONS[code]} for image ${imageId}`);
    this.code = code;
    this.imageId = imageId;
  }
}

const REJECTIONS = {
  'nothing-to-review': 'Expected a flagged or quarantined image but received one in another state',
  'decided-otherwise': 'Expected the earlier decision but received the opposite one',
} as const;
