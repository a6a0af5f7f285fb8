import { TerminalError } from '@miniatura/errors';

/** The codes of this app's own errors. Errors of images have the codes of `@miniatura/resize`. */
export const THUMBNAILER_ERROR_CODES = ['own-output'] as const;
export type ThumbnailerErrorCode = (typeof THUMBNAILER_ERROR_CODES)[number];

/**
 * An event of the bucket that this function writes to. Processing it would create an endless loop.
 */
export class OwnOutputError extends TerminalError<ThumbnailerErrorCode> {
  override readonly name = 'OwnOutputError';
  readonly code = 'own-output';

  constructor(bucket: string) {
    super(
      `Expected an event of a bucket of originals but received one of the output, ${bucket}: remove the notifications of that bucket`,
    );
  }
}
