import type { IncomingMessage } from 'node:http';
import type { WireAnswer, WireProtocol } from './call-listener.ts';
import type { CreateCommonError, ServiceError } from './errors.ts';
import { type JsonObject, readJsonObject } from './read-json-object.ts';

export interface ServiceCall<Operation> {
  readonly operation: Operation;
  readonly fields: JsonObject;
  /** Aborts when the client disconnects or the service closes. */
  readonly signal: AbortSignal;
}

export interface JsonAnswer {
  readonly fields: JsonObject;
  /** In addition to the standard headers. */
  readonly headers?: Readonly<Record<string, string>>;
}

/**
 * A service that accepts a JSON object by POST and returns a JSON object, as most AWS services do.
 */
export interface JsonService<Operation, E extends ServiceError> {
  /** The content type of requests and responses: `application/x-amz-json-1.1`. */
  readonly contentType: string;
  readonly maxRequestByteCount: number;
  /** Returns the requested operation. @throws E */
  readonly operationOf: (request: IncomingMessage) => Operation;
  /** Returns the response's members; undefined drops the connection. @throws E */
  readonly answer: (
    call: ServiceCall<Operation>,
  ) => JsonObject | undefined | Promise<JsonObject | undefined>;
  readonly createCommonError: CreateCommonError<E>;
  /** Encodes an error as a response. */
  readonly describeError: (error: E) => JsonAnswer;
}

/** AWS's JSON protocols over HTTP: a JSON object in, a JSON object out. */
export function jsonProtocol<Operation, E extends ServiceError>(
  service: JsonService<Operation, E>,
): WireProtocol<E> {
  const { contentType, operationOf, answer, describeError } = service;
  const wire = ({ fields, headers = {} }: JsonAnswer): WireAnswer => ({
    contentType,
    body: JSON.stringify(fields),
    headers,
  });
  return {
    contentType,
    answer: async (request, { signal }) => {
      const operation = operationOf(request);
      const fields = await readJsonObject(request, service);
      const answered = await answer({ operation, fields, signal });
      return answered && wire({ fields: answered });
    },
    describeError: (error) => wire(describeError(error)),
  };
}
