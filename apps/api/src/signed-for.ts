/** The longest lifetime of signed URLs and forms. */
export const SIGNED_FOR_SECONDS = 15 * 60;

const WINDOW_MS = 5 * 60 * 1000;

/**
 * Returns the time from which URLs are signed. It is the same for five minutes, so that equal
 * responses have equal bytes, and browsers find images in their caches. A URL is then valid for at
 * least ten minutes.
 */
export function signingTimeOf(now: Date): Date {
  return new Date(Math.floor(now.getTime() / WINDOW_MS) * WINDOW_MS);
}
