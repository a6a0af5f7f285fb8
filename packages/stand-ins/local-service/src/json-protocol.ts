import type { IncomingMessage } from 'node:http';
import type { WireAnswer, WireProtocol } from './call-listener.ts';
import type { CreateCommonError, ServiceError } from './errors.ts';
import { readJsonObject, type JsonObject } from './read-json-object.ts';

export interface ServiceCall<Operation> {
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
    call: ServiceCall<Operation>,
  ) => JsonObject | undefined | Promise<JsonObject | undefined>;
  readonly createCommonError: CreateCommonError<E>;
  /** What an error is answered with, beside its status. */
  readonly describeError: (error: E) => JsonAnswer;
}

/** JSON over HTTP. */
export const jsonProtocol = <Operation, E extends ServiceError>(
  service: JsonService<Operation, E>,
): WireProtocol<E> => {
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
};
