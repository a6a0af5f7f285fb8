/**
 * The message attribute with a failure's id, which stays the same when the message is sent again.
 */
export const FAILURE_ID_ATTRIBUTE = 'failure-id';

/**
 * The exit code of the large-image job when it has recorded why it failed. A job that was killed or
 * never started has another one.
 */
export const RECORDED_FAILURE_EXIT_CODE = 10;
