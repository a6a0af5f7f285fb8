import type { ChangeFeed, EtlBatch } from '@miniatura/metadata';
import { parseTraceHeader, type Tracer } from '@miniatura/tracing';

export interface TraceBatchDependencies {
  readonly feed: Pick<ChangeFeed, 'tracesOf'>;
  readonly tracer: Tracer;
}

/** A batch may have 100,000 changes. X-Ray samples uploads, so that few of them have a trace. */
const MAX_TRACES = 100;

/**
 * Adds the load of a batch to the traces of the uploads that it contains, so that a trace shows an
 * upload from its event to the warehouse. Without a daemon it does nothing.
 */
export async function traceBatch(
  batch: Pick<EtlBatch, 'batchId'>,
  time: Readonly<Record<'startMs' | 'endMs', number>>,
  { feed, tracer }: TraceBatchDependencies,
): Promise<void> {
  if (!tracer.isEnabled) return;
  // The batch is loaded already: a trace must not fail the run.
  const headers = await feed.tracesOf(batch, MAX_TRACES).catch(() => []);
  const segment = { ...time, annotations: { batchId: batch.batchId } };
  await Promise.all(
    headers
      .map((header) => parseTraceHeader(header))
      .filter((header) => header !== undefined)
      .map((header) => tracer.record(header, segment)),
  );
}
