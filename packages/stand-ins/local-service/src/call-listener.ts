import { describeError } from '@miniatura/text';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ServiceError, type CreateCommonError } from './errors.ts';
import { refusalOf } from './refusal-of.ts';

/** An answer as it goes over the wire, beside its status. */
export interface WireAnswer {
  readonly contentType: string;
  readonly body: string;
  /** Beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a protocol is told of a request. */
export interface WireCall {
  readonly requestId: string;
  /** Aborts when the caller has gone, or the service closes. */
  readonly signal: AbortSignal;
}

/** How calls of a service and its answers look on the wire. */
export interface WireProtocol<E extends ServiceError> {
  /** Of requests: `application/x-amz-json-1.1`. */
  readonly contentType: string;
  /** Reads the call and answers it; undefined breaks the connection instead. @throws E */
  readonly answer: (request: IncomingMessage, call: WireCall) => Promise<WireAnswer | undefined>;
  /** What an error is answered with, beside its status. */
  readonly describeError: (error: E, requestId: string) => WireAnswer;
}

export interface CallService<E extends ServiceError> {
  /** The content type of a request chooses one; the first one tells what fits none of them. */
  readonly protocols: readonly [WireProtocol<E>, ...WireProtocol<E>[]];
  readonly createCommonError: CreateCommonError<E>;
}

const hasContentType = ({ headers }: IncomingMessage, contentType: string): boolean =>
  (headers['content-type'] ?? '').startsWith(contentType);

/** Signatures are not checked, so this is what keeps web pages out: a browser says what it sends for. */
const refuseWebPages = <E extends ServiceError>(
  request: IncomingMessage,
  { protocols, createCommonError }: CallService<E>,
): void => {
  const { method, headers } = request;
  const refusal = refusalOf(headers, { origins: [] });
  if (refusal !== undefined) throw createCommonError('web-page', refusal);
  const contentTypes = protocols.map(({ contentType }) => contentType);
  if (method === 'POST' && contentTypes.some((type) => hasContentType(request, type))) return;
  throw createCommonError(
    'wrong-protocol',
    `Expected POST with Content-Type ${contentTypes.join(' or ')} but received ${method} with '${headers['content-type'] ?? ''}'`,
  );
};

const logFault = (error: unknown): void => console.error(describeError(error));

const toServiceError = <E extends ServiceError>(
  error: unknown,
  createCommonError: CreateCommonError<E>,
): E => {
  // A service throws no errors of another one.
  if (error instanceof ServiceError) return error as E;
  logFault(error);
  return createCommonError('internal-error', String(error), { cause: error });
};

/** Answers requests until `closing` aborts, and the last ones after it. */
export const callListener = <E extends ServiceError>(
  service: CallService<E>,
  closing: AbortSignal,
): RequestListener => {
  const { protocols, createCommonError } = service;

  /**
   * A connection that is kept alive would hold up the closing, and what is left of a rejected
   * request is not read. HTTP/2 has no such header: there the session's end does it.
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
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const protocol =
      protocols.find(({ contentType }) => hasContentType(request, contentType)) ?? protocols[0];
    try {
      refuseWebPages(request, service);
      const signal = AbortSignal.any([gone.signal, closing]);
      const answer = await protocol.answer(request, { requestId, signal });
      if (answer === undefined) request.socket.destroy();
      else write(response, 200, { answer, requestId });
    } catch (error) {
      if (gone.signal.aborted) return;
      const serviceError = toServiceError(error, createCommonError);
      const answer = protocol.describeError(serviceError, requestId);
      write(response, serviceError.httpStatus, { answer, requestId });
    }
  };

  return (request, response) => {
    respond(request, response).catch((error: unknown) => {
      // Not even the error could be written: the caller gets no answer, the others do.
      logFault(error);
      request.socket.destroy();
    });
  };
};
