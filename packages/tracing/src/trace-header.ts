/** A sampled trace, and the segment in it that caused a call. */
export interface TraceHeader {
  /** Such as `1-5759e988-bd862e3fe1be46a994272793`. */
  readonly traceId: string;
  /** Sixteen hexadecimal digits. */
  readonly parentId: string;
}

const TRACE_ID = /^1-[0-9a-f]{8}-[0-9a-f]{24}$/;
const SEGMENT_ID = /^[0-9a-f]{16}$/;

/**
 * Parses a tracing header, such as `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1`.
 * @returns undefined for a trace that is not sampled, or if there is no valid header
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function parseTraceHeader(header: string | undefined | null): TraceHeader | undefined {
  const fields = new Map(
    (header ?? '').split(';').map((field) => {
      const [name = '', value = ''] = field.split('=');
      return [name.trim(), value.trim()];
    }),
  );
  const [traceId = '', parentId = ''] = [fields.get('Root'), fields.get('Parent')];
  if (fields.get('Sampled') !== '1') return undefined;
  if (!TRACE_ID.test(traceId) || !SEGMENT_ID.test(parentId)) return undefined;
  return { traceId, parentId };
}

/** Formats the header of a sampled trace. It has 74 characters. */
export function formatTraceHeader({ traceId, parentId }: TraceHeader): string {
  return `Root=${traceId};Parent=${parentId};Sampled=1`;
}
