import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { SqsServiceError } from './errors.ts';
import { messageOperations } from './operations/message-operations.ts';
import { moveTaskOperations } from './operations/move-task-operations.ts';
import type { Operation, OperationContext } from './operations/operation.ts';
import { queueOperations } from './operations/queue-operations.ts';
import type { RequestFields } from './request-fields.ts';

const OPERATIONS: Readonly<Record<string, Operation>> = {
  ...queueOperations,
  ...messageOperations,
  ...moveTaskOperations,
};

const TARGET_PREFIX = 'AmazonSQS.';
const JSON_TYPE = 'application/x-amz-json-1.0';

/** 1 MiB of messages, each character of which JSON may escape to six bytes, and some room. */
const MAX_REQUEST_BYTE_COUNT = 8 * 1024 * 1024;

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_REQUEST_BYTE_COUNT) {
      throw new SqsServiceError(
        'RequestEntityTooLarge',
        `Expected a request of at most ${MAX_REQUEST_BYTE_COUNT} bytes but received more.`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseFields = (body: string): RequestFields => {
  try {
    const value: unknown = JSON.parse(body === '' ? '{}' : body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as RequestFields;
    }
  } catch (cause) {
    throw new SqsServiceError('SerializationException', 'Expected JSON for the body.', { cause });
  }
  throw new SqsServiceError('SerializationException', 'Expected a JSON object for the body.');
};

/**
 * Signatures are not checked, so this is what keeps web pages out: no page can send this content
 * type or `x-amz-target` elsewhere without asking first, and what a browser sends has an Origin.
 */
const operationOf = (request: IncomingMessage): Operation => {
  const { origin, 'content-type': type = '', 'x-amz-target': target = '' } = request.headers;
  if (origin !== undefined) {
    throw new SqsServiceError('InvalidSecurity', 'Expected no request of a web page.');
  }
  if (request.method !== 'POST' || !type.startsWith(JSON_TYPE)) {
    throw new SqsServiceError(
      'UnsupportedOperation',
      `Expected POST with Content-Type ${JSON_TYPE}, SQS's JSON protocol (the AWS CLI and SDKs of late 2023 or newer), but received ${request.method} with '${type}'.`,
    );
  }
  const name = String(target).replace(TARGET_PREFIX, '');
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  if (operation !== undefined && String(target).startsWith(TARGET_PREFIX)) return operation;
  throw new SqsServiceError(
    'UnknownOperationException',
    `Expected one of ${Object.keys(OPERATIONS).sort().join(', ')} for X-Amz-Target but received '${String(target)}'.`,
  );
};

const writeJson = (response: ServerResponse, status: number, fields: RequestFields): void => {
  const body = JSON.stringify(fields);
  response.writeHead(status, {
    'content-type': JSON_TYPE,
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
  });
  response.end(body);
};

const writeError = (response: ServerResponse, error: unknown): void => {
  const fault =
    error instanceof SqsServiceError
      ? error
      : new SqsServiceError('InternalError', String(error), { cause: error });
  const side = fault.httpStatus < 500 ? 'Sender' : 'Receiver';
  response.setHeader('x-amzn-query-error', `${fault.queryCode};${side}`);
  // What is left of a refused request is not read.
  if (fault.code === 'RequestEntityTooLarge') response.setHeader('connection', 'close');
  writeJson(response, fault.httpStatus, {
    __type: `com.amazonaws.sqs#${fault.code}`,
    message: fault.message,
  });
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  context: Omit<OperationContext, 'signal'>,
  closing: AbortSignal,
): Promise<void> => {
  // A caller that has gone must not be handed messages: they would wait for their timeout.
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  // A connection that is kept alive would hold up the closing of the server.
  closing.addEventListener('abort', () => response.setHeader('connection', 'close'), {
    signal: gone.signal,
  });
  try {
    const operation = operationOf(request);
    const signal = AbortSignal.any([gone.signal, closing]);
    const output = await operation(parseFields(await readBody(request)), { ...context, signal });
    writeJson(response, 200, output);
  } catch (error) {
    writeError(response, error);
  }
};

/** SQS's JSON protocol over HTTP. `closing` ends the long polls. */
export const createHttpServer = (
  context: Omit<OperationContext, 'signal'>,
  closing: AbortSignal,
): Server => createServer((request, response) => void answer(request, response, context, closing));
