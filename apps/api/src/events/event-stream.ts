import { setTimeout as sleep } from 'node:timers/promises';
import { CONNECTED_EVENT, IMAGE_EVENT } from '@miniatura/api-contract/event-names';
import { createChangeReader, type ReadChanges } from './change-reader.ts';

/** The manner in which a server sends events. */
export interface EventDelivery {
  /** True if the client receives a response only when it ends. Then it ends after the first events. */
  readonly isBuffered: boolean;
  /** The longest time of a response. The client then resumes with a new request. */
  readonly maxMs: number;
}

/** On a laptop. Also a client whose token has expired receives no more events after this time. */
export const STREAMED: EventDelivery = { isBuffered: false, maxMs: 5 * 60_000 };

/**
 * On AWS. API Gateway's HTTP APIs buffer responses, and end them after 29 s.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html
 */
export const BUFFERED: EventDelivery = { isBuffered: true, maxMs: 20_000 };

const POLL_EVERY_MS = 500;
/** Proxies close connections that are silent for a minute. */
const HEARTBEAT_EVERY_MS = 15_000;
/** The pause of a client between two responses. */
const RETRY_MS = 1000;

export interface StreamOptions {
  readonly delivery: EventDelivery;
  readonly readChanges: ReadChanges;
  /** The version from which to resume. */
  readonly position: number;
  readonly now: () => Date;
  /** Aborted when the client disconnects. */
  readonly signal: AbortSignal;
}

/**
 * Yields a stream of server-sent events.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export async function* eventStream(options: StreamOptions): AsyncGenerator<string> {
  const { delivery, now, signal } = options;
  const readNew = createChangeReader(options.readChanges, options.position);
  const endsAt = now().getTime() + delivery.maxMs;
  let sentAt = now().getTime();
  yield `retry: ${RETRY_MS}\n${formatEvent(CONNECTED_EVENT, options.position, {})}`;
  while (!signal.aborted && now().getTime() < endsAt) {
    const { changes, position } = await readNew(now().getTime());
    for (const [index, { imageId, status }] of changes.entries()) {
      // A client that disconnects after this event resumes with the next change.
      const next = changes[index + 1]?.rowVersion ?? Infinity;
      yield formatEvent(IMAGE_EVENT, Math.min(position, next - 1), { imageId, status });
    }
    if (changes.length > 0) {
      if (delivery.isBuffered) return;
      sentAt = now().getTime();
    } else if (now().getTime() - sentAt >= HEARTBEAT_EVERY_MS) {
      yield ': heartbeat\n\n';
      sentAt = now().getTime();
    }
    await sleep(POLL_EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
}

function formatEvent(event: string, id: number, data: object): string {
  return `event: ${event}\nid: ${id}\ndata: ${JSON.stringify(data)}\n\n`;
}
