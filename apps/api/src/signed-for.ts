/** Signed URLs and forms end after it, at the latest. */
export const SIGNED_FOR_SECONDS = 15 * 60;

const WINDOW_MS = 5 * 60 * 1000;

/**
 * The time from which URLs are signed: the same for five minutes, so that equal answers have equal bytes
 * and browsers find an image again. A URL is then good for at least ten minutes.
 */
export function signingTimeOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS);
}
