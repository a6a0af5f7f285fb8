import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { converse, type RequestFields } from './converse.ts';
import { BedrockError } from './errors.ts';
import type { Fault } from './faults.ts';

/** Room for a few pictures at their limit, in base64. */
const MAX_REQUEST_BYTE_COUNT = 32 * 1024 * 1024;

export interface ConverseListenerOptions {
  /** Told of every call; what it returns goes wrong. */
  readonly onCall: (modelId: string) => Fault | undefined;
  /** Ends artificial delays. */
  readonly closing: AbortSignal;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_REQUEST_BYTE_COUNT) {
      throw new BedrockError(
        'ValidationException',
        `Expected a request of at most ${MAX_REQUEST_BYTE_COUNT} bytes but received more`,
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

const parseFields = (body: string): RequestFields => {
  try {
    const value: unknown = JSON.parse(body);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return value as RequestFields;
    }
  } catch (cause) {
    throw new BedrockError('ValidationException', 'Expected JSON for the body', { cause });
  }
  throw new BedrockError('ValidationException', 'Expected a JSON object for the body');
};

/**
 * Signatures are not checked, so this is what keeps web pages out: no page can send JSON elsewhere
 * without asking first, and what a browser sends has an Origin.
 */
const modelIdOf = (request: IncomingMessage): string => {
  const { origin, 'content-type': type = '' } = request.headers;
  if (origin !== undefined) {
    throw new BedrockError('AccessDeniedException', 'Expected no request of a web page');
  }
  const [, modelId] = /^\/model\/([^/]+)\/converse$/.exec(request.url ?? '') ?? [];
  if (request.method === 'POST' && type.startsWith('application/json') && modelId) {
    return decodeURIComponent(modelId);
  }
  throw new BedrockError(
    'UnknownOperationException',
    `Expected POST /model/MODEL/converse with Content-Type application/json but received ${request.method} ${request.url} with '${type}'`,
  );
};

/** HTTP/2 has no such header: there the session's end does it. */
const hangUpAfter = (response: ServerResponse): void => {
  if (response.req.httpVersionMajor === 1 && !response.headersSent) {
    response.setHeader('connection', 'close');
  }
};

const writeJson = (
  response: ServerResponse,
  status: number,
  fields: RequestFields,
  headers: Readonly<Record<string, string>> = {},
): void => {
  const body = JSON.stringify(fields);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    'x-amzn-requestid': randomUUID(),
    ...headers,
  });
  response.end(body);
};

const writeError = (response: ServerResponse, error: unknown): void => {
  const fault =
    error instanceof BedrockError
      ? error
      : new BedrockError('InternalServerException', String(error), { cause: error });
  // What is left of a refused request is not read.
  if (!response.req.complete) hangUpAfter(response);
  writeJson(
    response,
    fault.httpStatus,
    { message: fault.message },
    { 'x-amzn-errortype': fault.code },
  );
};

/** Lets the fault happen; true when the call has ended with it. */
const meetFault = async (
  fault: Fault | undefined,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<boolean> => {
  if (fault?.kind === 'error') {
    throw new BedrockError(fault.code, `${fault.code}, as the test has asked for`);
  }
  if (fault?.kind === 'delay') {
    await sleep(fault.durationMs, undefined, { signal: closing }).catch(() => undefined);
  }
  if (fault?.kind === 'drop') response.req.socket.destroy();
  return fault?.kind === 'drop';
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  { onCall, closing }: ConverseListenerOptions,
): Promise<void> => {
  // A connection that is kept alive would hold up the closing of the server.
  const hangUp = (): void => hangUpAfter(response);
  closing.addEventListener('abort', hangUp);
  response.on('close', () => closing.removeEventListener('abort', hangUp));
  try {
    const modelId = modelIdOf(request);
    const fields = parseFields(await readBody(request));
    if (await meetFault(onCall(modelId), response, closing)) return;
    writeJson(response, 200, await converse(modelId, fields));
  } catch (error) {
    if (!response.destroyed) writeError(response, error);
  }
};

/** Bedrock's JSON over HTTP. */
export const converseListener =
  (options: ConverseListenerOptions): RequestListener =>
  (request, response) =>
    void answer(request, response, options);
