import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { ServiceError, type CreateCommonError } from './errors.ts';
import { readJsonObject, type JsonObject } from './read-json-object.ts';

export interface JsonCall<Operation> {
  readonly operation: Operation;
  readonly fields: JsonObject;
  /** Aborts when the caller has gone, or the service closes. */
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly fields: JsonObject;
  /** Beside the usual ones. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A service that takes a JSON object by POST and answers with one, as most of AWS does. */
export interface JsonService<Operation, E extends ServiceError> {
  /** Of requests and answers: `application/x-amz-json-1.1`. */
  readonly contentType: string;
  readonly maxRequestByteCount: number;
  /** What is asked for. @throws E */
  readonly operationOf: (request: IncomingMessage) => Operation;
  /** The answer's members; undefined breaks the connection instead. @throws E */
  readonly answer: (
    call: JsonCall<Operation>,
  ) => JsonObject | undefined | Promise<JsonObject | undefined>;
  readonly createCommonError: CreateCommonError<E>;
  /** What an error is answered with, beside its status. */
  readonly describeError: (error: E) => JsonAnswer;
}

/**
 * Signatures are not checked, so this is what keeps web pages out: no page can send JSON elsewhere
 * without asking first, and what a browser sends has an Origin.
 */
const refuseWebPages = <Operation, E extends ServiceError>(
  { method, headers }: IncomingMessage,
  { contentType, createCommonError }: JsonService<Operation, E>,
): void => {
  const { origin, 'content-type': type = '' } = headers;
  if (origin !== undefined) {
    throw createCommonError('web-page', 'Expected no request of a web page');
  }
  if (method === 'POST' && type.startsWith(contentType)) return;
  throw createCommonError(
    'wrong-protocol',
    `Expected POST with Content-Type ${contentType} but received ${method} with '${type}'`,
  );
};

const toServiceError = <E extends ServiceError>(
  error: unknown,
  createCommonError: CreateCommonError<E>,
): E => {
  // A service throws no errors of another one.
  if (error instanceof ServiceError) return error as E;
  console.error(error);
  return createCommonError('internal-error', String(error), { cause: error });
};

/** Answers requests until `closing` aborts, and the last ones after it. */
export const jsonListener = <Operation, E extends ServiceError>(
  service: JsonService<Operation, E>,
  closing: AbortSignal,
): RequestListener => {
  const { contentType, operationOf, answer, createCommonError, describeError } = service;

  /**
   * A connection that is kept alive would hold up the closing, and what is left of a refused request
   * is not read. HTTP/2 has no such header: there the session's end does it.
   */
  const isLastOfConnection = ({ httpVersionMajor, complete }: IncomingMessage): boolean =>
    httpVersionMajor === 1 && (closing.aborted || !complete);

  const write = (
    response: ServerResponse,
    status: number,
    { fields, headers }: JsonAnswer,
  ): void => {
    const body = JSON.stringify(fields);
    response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(body),
      'x-amzn-requestid': randomUUID(),
      ...(isLastOfConnection(response.req) ? { connection: 'close' } : {}),
      ...headers,
    });
    response.end(body);
  };

  const call = async (request: IncomingMessage, signal: AbortSignal) => {
    refuseWebPages(request, service);
    const operation = operationOf(request);
    const fields = await readJsonObject(request, service);
    return answer({ operation, fields, signal });
  };

  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    try {
      const fields = await call(request, AbortSignal.any([gone.signal, closing]));
      if (fields === undefined) request.socket.destroy();
      else write(response, 200, { fields });
    } catch (error) {
      if (response.destroyed) return;
      const serviceError = toServiceError(error, createCommonError);
      write(response, serviceError.httpStatus, describeError(serviceError));
    }
  };

  return (request, response) => void respond(request, response);
};
