/** The `code`s of this app's errors; errors of the warehouse have codes of their own. */
export const ETL_ERROR_CODES = ['lease-lost', 'batch-not-applied', 'out-of-time'] as const;
export type EtlErrorCode = (typeof ETL_ERROR_CODES)[number];

abstract class EtlError extends Error {
  abstract readonly code: EtlErrorCode;
}

/** Another run holds the lease, because this run did not renew it in time. */
export class LeaseLostError extends EtlError {
  override readonly name = 'LeaseLostError';
  readonly code = 'lease-lost';

  constructor(options?: ErrorOptions) {
    super('Expected to hold the lease of the ETL but another run has it', options);
  }
}

/** The statement finished, but the ledger does not contain the batch. */
export class BatchNotAppliedError extends EtlError {
  override readonly name = 'BatchNotAppliedError';
  readonly code = 'batch-not-applied';
  readonly batchId: string;

  constructor(batchId: string) {
    super(`Expected batch ${batchId} in the ledger after its statement finished but found none`);
    this.batchId = batchId;
  }
}

/** The invocation has no time left; the next run continues. */
export class OutOfTimeError extends EtlError {
  override readonly name = 'OutOfTimeError';
  readonly code = 'out-of-time';

  constructor() {
    super('Expected the run to end within its time limit; the next run continues');
  }
}
