-- part 1
CREATE TABLE etl.batch_lock (
  never INTEGER
) DISTSTYLE AUTO;

CREATE TABLE etl.run_state (
  last_success_at TIMESTAMP,
  oldest_pending_at TIMESTAMP
) DISTSTYLE ALL;

INSERT INTO etl.run_state (last_success_at)
 SELECT MAX(applied_at) FROM etl.batch;

COMMENT ON TABLE etl.batch_lock IS 'Empty: a batch locks it, so that readers of the ledger need not wait';

COMMENT ON COLUMN etl.batch_lock.never IS 'Nothing';

COMMENT ON TABLE etl.run_state IS 'What the runs of the ETL say of themselves: one row';

COMMENT ON COLUMN etl.run_state.last_success_at IS 'When a run has last carried all that it could, UTC';

COMMENT ON COLUMN etl.run_state.oldest_pending_at IS 'Since when a change waits; empty when none does';
