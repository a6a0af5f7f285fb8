import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import { eventIdSchema } from '@miniatura/api-contract';
import type { Log } from '@miniatura/text';
import { ApiError } from '../errors.ts';
import { positionAt } from '../events/change-reader.ts';
import { type EventDelivery, eventStream } from '../events/event-stream.ts';
import type { ApiEnv } from './api-env.ts';
import type { ImageDependencies } from './image-routes.ts';
import { SIGNED_IN } from './new-api.ts';
import { problemAnswers, SIGNED_IN_PROBLEM } from './problem-answers.ts';

export interface EventDependencies extends Pick<ImageDependencies, 'metadata'> {
  readonly eventDelivery: EventDelivery;
  readonly now: () => Date;
  readonly log: Log;
}

/** Each open stream sends two queries a second. */
const MAX_STREAMS_PER_USER = 10;
const CHANGES_PER_READ = 500;
const RETRY_AFTER_SECONDS = 5;

/** The fields of an event. `data` is JSON. */
const eventSchema = z.object({
  event: z.string(),
  data: z.string(),
  id: z.string().optional(),
  retry: z.number().int().optional(),
});

const eventsRoute = createRoute({
  method: 'get',
  path: '/images/events',
  operationId: 'followImages',
  summary: "Sends the changes of the caller's own images as server-sent events",
  security: SIGNED_IN,
  request: {
    headers: z.object({
      'last-event-id': eventIdSchema
        .optional()
        .describe('The id of the last event that was received: later ones follow'),
    }),
  },
  responses: {
    200: {
      description: 'A stream of events. `Last-Event-ID` resumes it',
      content: { 'text/event-stream': { schema: eventSchema } },
    },
    ...problemAnswers('invalid-request', 'not-acceptable', ...SIGNED_IN_PROBLEM),
  },
});

export function addEventsRoute(
  api: OpenAPIHono<ApiEnv>,
  { metadata, eventDelivery, now, log }: EventDependencies,
): void {
  const encoder = new TextEncoder();
  const open = new Map<string, number>();
  const add = (subject: string, count: number) => {
    const total = (open.get(subject) ?? 0) + count;
    if (total > 0) open.set(subject, total);
    else open.delete(subject);
  };
  const isFull = (subject: string) => (open.get(subject) ?? 0) >= MAX_STREAMS_PER_USER;

  api.openapi(eventsRoute, (c) => {
    const { subject } = c.get('user');
    if (isFull(subject)) {
      const detail = `Expected at most ${MAX_STREAMS_PER_USER} open streams of events of a user`;
      throw new ApiError('too-many-requests', detail, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    }
    const { 'last-event-id': lastEventId } = c.req.valid('header');
    const requestId = c.get('requestId');
    const events = eventStream({
      delivery: eventDelivery,
      readChanges: async (afterVersion) =>
        metadata.listChanges({ uploadedBy: subject, afterVersion, limit: CHANGES_PER_READ }),
      position: lastEventId === undefined ? positionAt(now().getTime()) : Number(lastEventId),
      now,
      signal: c.req.raw.signal,
    });
    // Runs when the response is read: HEAD and 406 do not read it, and must not be counted.
    const counted = async function* () {
      // Requests that arrived at the same time have passed the first check. The client tries again.
      if (isFull(subject)) return;
      add(subject, 1);
      try {
        for await (const event of events) yield encoder.encode(event);
      } catch (error) {
        // The response has begun: the client resumes after its end.
        log.error('Events ended early', { requestId, error });
      } finally {
        add(subject, -1);
      }
    };
    return c.body(ReadableStream.from(counted()), 200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
  });
}
