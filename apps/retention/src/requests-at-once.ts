/** Requests that run at the same time. They wait for S3 and the database, not for the processor. */
export const REQUESTS_AT_ONCE = 8;
