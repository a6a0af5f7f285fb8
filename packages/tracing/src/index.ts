export { formatTraceHeader, parseTraceHeader } from './trace-header.ts';
export type { TraceHeader } from './trace-header.ts';
export { tracerOf } from './tracer-of.ts';
export { Tracer } from './tracer.ts';
