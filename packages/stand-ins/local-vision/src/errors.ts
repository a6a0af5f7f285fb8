/**
 * What can go wrong with a vision endpoint. `away`, `slow` and `busy` may pass by themselves;
 * `forbidden` and `not-found` need another setting; `rejected` and `invalid-answer` concern the one
 * question.
 */
export const VISION_ERROR_CODES = [
  'away',
  'slow',
  'busy',
  'forbidden',
  'not-found',
  'rejected',
  'invalid-answer',
] as const;
export type VisionErrorCode = (typeof VISION_ERROR_CODES)[number];

/** The endpoint gave no answer that can be used. */
export class VisionError extends Error {
  override readonly name = 'VisionError';
  readonly code: VisionErrorCode;

  constructor(code: VisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The settings name no endpoint that may be asked. */
export class VisionSettingsError extends Error {
  override readonly name = 'VisionSettingsError';
  readonly code = 'invalid-vision-settings';
}
