import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';
import type { SendSegment } from './daemon-sender.ts';
import type { TraceHeader } from './trace-header.ts';

/** Values by which X-Ray finds traces. Names have letters, digits and underscores. */
export type Annotations = Readonly<Record<string, string | number | boolean>>;

/** A segment that has ended. */
export interface RecordedSegment {
  readonly startMs: number;
  readonly endMs: number;
  readonly annotations: Annotations;
}

interface Step {
  readonly id: string;
  readonly name: string;
  readonly start_time: number;
  readonly end_time: number;
  readonly fault?: true;
}

interface OpenSegment {
  readonly steps: Step[];
  readonly annotations: Record<string, Annotations[string]>;
}

/** X-Ray accepts documents of up to 64 kB; a step has about 120 bytes. */
const MAX_STEPS = 200;

/**
 * Adds segments to traces that began elsewhere, such as at the topic of originals. Lambda's own
 * segment of an invocation belongs to another trace, because a batch has messages of several ones.
 * @see https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html
 */
export class Tracer {
  readonly #name: string;
  readonly #send: SendSegment | undefined;
  readonly #current = new AsyncLocalStorage<OpenSegment>();

  /**
   * @param name the service's name in traces
   * @param send undefined if nothing is traced, such as on a laptop
   */
  constructor(name: string, send?: SendSegment) {
    this.#name = name;
    this.#send = send;
  }

  get isEnabled(): boolean {
    return this.#send !== undefined;
  }

  /**
   * Runs work as a segment of the trace of a header. Without a header, or if nothing is traced, it
   * only runs the work.
   * @param work its argument is the header for calls that the work causes
   */
  async trace<T>(
    header: TraceHeader | undefined,
    work: (own: TraceHeader | undefined) => Promise<T>,
  ): Promise<T> {
    if (header === undefined || !this.isEnabled) return work(undefined);
    const id = newSegmentId();
    const open: OpenSegment = { steps: [], annotations: {} };
    const startMs = Date.now();
    const end = (fault: { readonly fault?: true }) =>
      this.#submit(header, { id, startMs, endMs: Date.now(), ...open, ...fault });
    try {
      const own = { traceId: header.traceId, parentId: id };
      const result = await this.#current.run(open, () => work(own));
      await end({});
      return result;
    } catch (error) {
      await end({ fault: true });
      throw error;
    }
  }

  /** Adds a segment to a trace that has ended already. */
  async record(header: TraceHeader, segment: RecordedSegment): Promise<void> {
    await this.#submit(header, { id: newSegmentId(), steps: [], ...segment });
  }

  /** Adds annotations to the current segment. */
  annotate(annotations: Annotations): void {
    Object.assign(this.#current.getStore()?.annotations ?? {}, annotations);
  }

  /** Returns a function whose calls are steps of the segment during which they happen. */
  step<Arguments extends readonly unknown[], T>(
    name: string,
    work: (...parameters: Arguments) => Promise<T>,
  ): (...parameters: Arguments) => Promise<T> {
    return async (...parameters) => {
      const open = this.#current.getStore();
      if (open === undefined || open.steps.length >= MAX_STEPS) return work(...parameters);
      const startMs = Date.now();
      const end = (fault: { readonly fault?: true }) =>
        open.steps.push({ id: newSegmentId(), name, ...times(startMs, Date.now()), ...fault });
      try {
        const result = await work(...parameters);
        end({});
        return result;
      } catch (error) {
        end({ fault: true });
        throw error;
      }
    };
  }

  async #submit(
    { traceId, parentId }: TraceHeader,
    {
      id,
      startMs,
      endMs,
      annotations,
      steps,
      fault,
    }: RecordedSegment & {
      readonly id: string;
      readonly steps: readonly Step[];
      readonly fault?: true;
    },
  ): Promise<void> {
    await this.#send?.({
      ...{ name: this.#name, id, trace_id: traceId, parent_id: parentId },
      ...times(startMs, endMs),
      annotations,
      ...(fault && { fault }),
      ...(steps.length > 0 && { subsegments: steps }),
    });
  }
}

function newSegmentId(): string {
  return randomBytes(8).toString('hex');
}

/** X-Ray's times are in seconds. */
function times(startMs: number, endMs: number) {
  return { start_time: startMs / 1000, end_time: endMs / 1000 };
}
