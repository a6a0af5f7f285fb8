/** Signed URLs and forms end after it, at the latest. */
export const SIGNED_FOR_SECONDS = 15 * 60;
