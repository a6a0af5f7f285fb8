import type { WireProtocol } from './call-listener.ts';
import type { CreateCommonError, ServiceError } from './errors.ts';
import type { ServiceCall } from './json-protocol.ts';
import { type QueryStructure, readQueryForm } from './query-form.ts';
import { renderXml, toElements } from './query-xml.ts';
import { type JsonObject, readText } from './read-json-object.ts';

/** The fields of an operation that are not strings. */
export interface QueryOperation {
  readonly input?: QueryStructure;
  readonly output?: QueryStructure;
  /** Whether the response has no result element, as in SQS's DeleteMessage. */
  readonly hasNoResult?: boolean;
}

/** A service that accepts forms and returns XML, as older AWS services do. */
export interface QueryService<Operation extends string, E extends ServiceError> {
  /** The API version, such as `2012-11-05`. */
  readonly version: string;
  readonly xmlns: string;
  readonly maxRequestByteCount: number;
  readonly operations: Readonly<Record<Operation, QueryOperation>>;
  /** Returns the response's fields. `path` is the path of the request's URL. @throws E */
  readonly answer: (
    call: ServiceCall<Operation> & { readonly path: string },
  ) => JsonObject | undefined | Promise<JsonObject | undefined>;
  readonly createCommonError: CreateCommonError<E>;
  /** Returns the error's code in this protocol. */
  readonly errorCodeOf: (error: E) => string;
}

const XML_TYPE = 'text/xml';

function operationOf<Operation extends string, E extends ServiceError>(
  form: URLSearchParams,
  { version, operations, createCommonError }: QueryService<Operation, E>,
): Operation {
  const action = form.get('Action') ?? '';
  const isKnown = Object.hasOwn(operations, action);
  if (isKnown && [null, version].includes(form.get('Version'))) return action as Operation;
  const names = Object.keys(operations).sort().join(', ');
  throw createCommonError(
    'unknown-operation',
    `Expected one of ${names} for Action and ${version} for Version but received '${action}' and '${form.get('Version') ?? ''}'`,
  );
}

function renderAnswer(
  operation: string,
  fields: JsonObject,
  {
    service: { xmlns, operations },
    requestId,
  }: {
    readonly service: Pick<QueryService<string, ServiceError>, 'xmlns' | 'operations'>;
    readonly requestId: string;
  },
): string {
  const { output = {}, hasNoResult = false } = operations[operation] ?? {};
  return renderXml(`${operation}Response`, xmlns, {
    ...(!hasNoResult && { [`${operation}Result`]: toElements(fields, output) }),
    ResponseMetadata: { RequestId: requestId },
  });
}

/**
 * AWS's query protocol: a form in, XML out.
 * @see https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
 */
export function queryProtocol<Operation extends string, E extends ServiceError>(
  service: QueryService<Operation, E>,
): WireProtocol<E> {
  return {
    contentType: 'application/x-www-form-urlencoded',
    answer: async (request, { requestId, signal }) => {
      const form = new URLSearchParams(await readText(request, service));
      const operation = operationOf(form, service);
      const fields = readQueryForm(form, service.operations[operation].input ?? {});
      const { pathname: path } = new URL(request.url ?? '/', 'http://127.0.0.1');
      const answered = await service.answer({ operation, fields, signal, path });
      if (answered === undefined) return undefined;
      return {
        contentType: XML_TYPE,
        body: renderAnswer(operation, answered, { service, requestId }),
      };
    },
    describeError: (error, requestId) => ({
      contentType: XML_TYPE,
      body: renderXml('ErrorResponse', service.xmlns, {
        Error: {
          Type: error.httpStatus < 500 ? 'Sender' : 'Receiver',
          Code: service.errorCodeOf(error),
          Message: error.message,
          Detail: '',
        },
        RequestId: requestId,
      }),
    }),
  };
}
