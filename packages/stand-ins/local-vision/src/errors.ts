/**
 * Errors of a vision endpoint. `unavailable`, `timeout` and `throttled` are transient; `forbidden`
 * and `not-found` require other settings; `rejected` and `invalid-answer` concern one question
 * only.
 */
export const VISION_ERROR_CODES = [
  'unavailable',
  'timeout',
  'throttled',
  'forbidden',
  'not-found',
  'rejected',
  'invalid-answer',
] as const;
export type VisionErrorCode = (typeof VISION_ERROR_CODES)[number];

/** The endpoint returned no usable answer. */
export class VisionError extends Error {
  override readonly name = 'VisionError';
  readonly code: VisionErrorCode;

  constructor(code: VisionErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** The settings are invalid or do not allow this endpoint. */
export class VisionSettingsError extends Error {
  override readonly name = 'VisionSettingsError';
  readonly code = 'invalid-vision-settings';
}
