import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { describeError } from '@miniatura/text';
import { denialReason } from './denial-reason.ts';
import { type CreateCommonError, ServiceError } from './errors.ts';

/** A response's content type, body and headers. The status is separate. */
export interface WireAnswer {
  readonly contentType: string;
  readonly body: string;
  /** In addition to the standard headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** The context of one request. */
export interface WireCall {
  readonly requestId: string;
  /** Aborts when the client disconnects or the service closes. */
  readonly signal: AbortSignal;
}

/** How a service decodes requests and encodes responses. */
export interface WireProtocol<E extends ServiceError> {
  /** The content type of requests, such as `application/x-amz-json-1.1`. */
  readonly contentType: string;
  /** Reads the call and returns its response; undefined drops the connection. @throws E */
  readonly answer: (request: IncomingMessage, call: WireCall) => Promise<WireAnswer | undefined>;
  /** Encodes an error as a response. */
  readonly describeError: (error: E, requestId: string) => WireAnswer;
}

export interface CallService<E extends ServiceError> {
  /**
   * The content type of a request selects the protocol. The first encodes errors of other requests.
   */
  readonly protocols: readonly [WireProtocol<E>, ...WireProtocol<E>[]];
  readonly createCommonError: CreateCommonError<E>;
}

function hasContentType({ headers }: IncomingMessage, contentType: string): boolean {
  return (headers['content-type'] ?? '').startsWith(contentType);
}

/** Rejects requests of web pages. Signatures are not verified, so nothing else would stop them. */
function rejectWebPages<E extends ServiceError>(
  request: IncomingMessage,
  { protocols, createCommonError }: CallService<E>,
): void {
  const { method, headers } = request;
  const reason = denialReason(headers, { origins: [] });
  if (reason !== undefined) throw createCommonError('web-page', reason);
  const contentTypes = protocols.map(({ contentType }) => contentType);
  if (method === 'POST' && contentTypes.some((type) => hasContentType(request, type))) return;
  throw createCommonError(
    'wrong-protocol',
    `Expected POST with Content-Type ${contentTypes.join(' or ')} but received ${method} with '${headers['content-type'] ?? ''}'`,
  );
}

const logFault = (error: unknown): void => console.error(describeError(error));

function toServiceError<E extends ServiceError>(
  error: unknown,
  createCommonError: CreateCommonError<E>,
): E {
  // A service only throws its own subclass of ServiceError.
  if (error instanceof ServiceError) return error as E;
  logFault(error);
  return createCommonError('internal-error', String(error), { cause: error });
}

/**
 * Handles requests until `closing` aborts. Then it finishes those in flight and closes their
 * connections.
 */
export function callListener<E extends ServiceError>(
  service: CallService<E>,
  closing: AbortSignal,
): RequestListener {
  const { protocols, createCommonError } = service;

  /**
   * Whether to send `connection: close`. A kept-alive connection would delay closing, and the
   * unread rest of a rejected request would be parsed as the next request. HTTP/2 has no such
   * header: closing its session does this.
   */
  const isLastOfConnection = ({ httpVersionMajor, complete }: IncomingMessage): boolean =>
    httpVersionMajor === 1 && (closing.aborted || !complete);

  const write = (
    response: ServerResponse,
    status: number,
    { answer, requestId }: { readonly answer: WireAnswer; readonly requestId: string },
  ): void => {
    response.writeHead(status, {
      'content-type': answer.contentType,
      'content-length': Buffer.byteLength(answer.body),
      'x-amzn-requestid': requestId,
      ...(isLastOfConnection(response.req) ? { connection: 'close' } : {}),
      ...answer.headers,
    });
    response.end(answer.body);
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = randomUUID();
    const disconnected = new AbortController();
    response.on('close', () => {
      // After a complete response nothing is left to stop, and an abort captures a stack trace.
      if (!response.writableFinished) disconnected.abort();
    });
    const protocol =
      protocols.find(({ contentType }) => hasContentType(request, contentType)) ?? protocols[0];
    try {
      rejectWebPages(request, service);
      const signal = AbortSignal.any([disconnected.signal, closing]);
      const answer = await protocol.answer(request, { requestId, signal });
      if (answer === undefined) request.socket.destroy();
      else write(response, 200, { answer, requestId });
    } catch (error) {
      if (disconnected.signal.aborted) return;
      const serviceError = toServiceError(error, createCommonError);
      const answer = protocol.describeError(serviceError, requestId);
      write(response, serviceError.httpStatus, { answer, requestId });
    }
  };

  return (request, response) => {
    respond(request, response).catch((error: unknown) => {
      // The error response could not be written: drop this connection and serve the others.
      logFault(error);
      request.socket.destroy();
    });
  };
}
