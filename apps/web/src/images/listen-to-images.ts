import type { ImageEvent } from '@miniatura/api-contract';
import { IMAGE_EVENT } from '@miniatura/api-contract/event-names';
import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { ApiClient } from '../api/api-client.ts';

export interface ListenOptions {
  readonly api: Pick<ApiClient, 'openEvents'>;
  readonly onImage: (event: ImageEvent) => void;
  /** Called with true when events arrive from now on, and with false after an error. */
  readonly onConnected: (isConnected: boolean) => void;
  readonly firstPauseMs?: number;
  readonly longestPauseMs?: number;
}

/**
 * Listens to the changes of the user's images, and resumes the stream after its end. `EventSource`
 * cannot send the token.
 * @returns a function that ends it
 */
export function listenToImages({
  api,
  onImage,
  onConnected,
  firstPauseMs = 1000,
  longestPauseMs = 60_000,
}: ListenOptions): () => void {
  const stopping = new AbortController();
  let lastEventId: string | null = null;
  const listenOnce = async () => {
    const body = await api.openEvents(lastEventId, stopping.signal);
    const events = body
      .pipeThrough(new TextDecoderStream())
      .pipeThrough(new EventSourceParserStream());
    const reader = events.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      lastEventId = value.id ?? lastEventId;
      onConnected(true);
      if (value.event === IMAGE_EVENT) onImage(JSON.parse(value.data) as ImageEvent);
    }
  };
  const listen = async () => {
    let pauseMs = firstPauseMs;
    while (!stopping.signal.aborted) {
      try {
        await listenOnce();
        pauseMs = firstPauseMs;
      } catch {
        if (stopping.signal.aborted) return;
        onConnected(false);
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  };
  void listen();
  return () => stopping.abort();
}
