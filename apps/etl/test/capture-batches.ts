import type { StatementBatch } from '@miniatura/warehouse';
import type { EtlDependencies } from '../src/index.ts';

/**
 * The same ETL with what it submits written down, and its staged files left where they are, so that
 * a batch can be submitted again.
 */
export function capturing(dependencies: EtlDependencies) {
  const batches: StatementBatch[] = [];
  const { api, staging } = dependencies;
  return {
    batches,
    dependencies: {
      ...dependencies,
      api: {
        ...api,
        submitBatch(batch: StatementBatch) {
          if (!batch.name.startsWith('snapshot/')) batches.push(batch);
          return api.submitBatch(batch);
        },
      },
      staging: { ...staging, deleteAll: async () => undefined },
    } satisfies EtlDependencies,
  };
}

/** Submits a batch once more, as a caller would whose token nobody remembers. */
export async function submitAgain(
  { api, staging }: EtlDependencies,
  batch: StatementBatch | undefined,
): Promise<void> {
  if (batch === undefined) throw new Error('Expected a batch that was submitted but received none');
  await api.wait(await api.submitBatch({ ...batch, clientToken: crypto.randomUUID() }));
  await staging.deleteAll('staging/');
}
