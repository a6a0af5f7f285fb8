/**
 * Taken before anything is read, so that batches run one at a time. LOCK also blocks readers, so
 * that it locks a table that no view reads.
 * @see https://docs.aws.amazon.com/redshift/latest/dg/r_LOCK.html
 */
export const LOCK_BATCHES = 'LOCK etl.batch_lock';
