import { TransientError } from '@miniatura/errors';

/** The `code`s of this app's errors; errors of the warehouse have codes of their own. */
export const ETL_ERROR_CODES = ['lease-lost', 'batch-not-applied', 'out-of-time'] as const;
export type EtlErrorCode = (typeof ETL_ERROR_CODES)[number];

/** Another run holds the lease, because this run did not renew it in time. */
export class LeaseLostError extends TransientError<EtlErrorCode> {
  override readonly name = 'LeaseLostError';
  readonly code = 'lease-lost';

  constructor(options?: ErrorOptions) {
    super(
      'Expected to hold the lease of the ETL but another run has it, which loads the changes',
      options,
    );
  }
}

/** The statement finished, but the ledger does not contain the batch. */
export class BatchNotAppliedError extends TransientError<EtlErrorCode> {
  override readonly name = 'BatchNotAppliedError';
  readonly code = 'batch-not-applied';
  readonly batchId: string;

  constructor(batchId: string) {
    super(
      `Expected batch ${batchId} in the ledger after its statement finished but found none: the next run loads it again`,
    );
    this.batchId = batchId;
  }
}

/** The invocation has no time left; the next run continues. */
export class OutOfTimeError extends TransientError<EtlErrorCode> {
  override readonly name = 'OutOfTimeError';
  readonly code = 'out-of-time';

  constructor() {
    super('Expected the run to end within its time limit; the next run continues');
  }
}
