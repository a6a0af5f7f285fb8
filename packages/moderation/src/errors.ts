/** Every `code` that an error of this package can carry. */
export const MODERATION_ERROR_CODES = [
  'invalid-policy',
  'unknown-image',
  'nothing-to-review',
  'decided-otherwise',
] as const;
export type ModerationErrorCode = (typeof MODERATION_ERROR_CODES)[number];

export abstract class ModerationError extends Error {
  abstract readonly code: ModerationErrorCode;
}

/** A policy that is none: `faults` has a line for each thing that is wrong, by its path. */
export class InvalidPolicyError extends ModerationError {
  override readonly name = 'InvalidPolicyError';
  readonly code = 'invalid-policy';
  readonly faults: readonly string[];

  constructor(faults: readonly string[], options?: ErrorOptions) {
    super(`Expected a moderation policy but received:\n${faults.join('\n')}`, options);
    this.faults = faults;
  }
}

/** No image has this id. */
export class UnknownImageError extends ModerationError {
  override readonly name = 'UnknownImageError';
  readonly code = 'unknown-image';
  readonly imageId: string;

  constructor(imageId: string) {
    super(`Expected the id of an image but no image has ${imageId}`);
    this.imageId = imageId;
  }
}

/** A review that changes nothing: there is nothing to decide, or the other decision was taken. */
export class ReviewRefusedError extends ModerationError {
  override readonly name = 'ReviewRefusedError';
  readonly code: 'nothing-to-review' | 'decided-otherwise';
  readonly imageId: string;

  constructor(code: ReviewRefusedError['code'], imageId: string) {
    super(`${REFUSALS[code]} for image ${imageId}`);
    this.code = code;
    this.imageId = imageId;
  }
}

const REFUSALS = {
  'nothing-to-review': 'Expected a flagged or quarantined image but received another state or none',
  'decided-otherwise': 'Expected the earlier decision but received the opposite one',
} as const;
