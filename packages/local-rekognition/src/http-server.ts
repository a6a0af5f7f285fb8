import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RequestFields } from './detect-request.ts';
import { detectLabels } from './detect-labels.ts';
import { detectModerationLabels } from './detect-moderation-labels.ts';
import { RekognitionError } from './errors.ts';
import { OPERATION_NAMES, type Fault, type OperationName } from './faults.ts';
import type { ModerationLabels } from './moderation-labels.ts';

type Operation = (fields: RequestFields, options: HttpServerOptions) => Promise<RequestFields>;

const OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  DetectLabels: (fields) => detectLabels(fields),
  DetectModerationLabels: (fields, { moderationLabels }) =>
    detectModerationLabels(fields, moderationLabels),
};

const TARGET_PREFIX = 'RekognitionService.';
const JSON_TYPE = 'application/x-amz-json-1.1';

/** Room for a picture far over the limit, which is then refused in Rekognition's words. */
const MAX_REQUEST_BYTE_COUNT = 64 * 1024 * 1024;

export interface HttpServerOptions {
  /** Told of every call; what it returns goes wrong. */
  readonly onCall: (operation: OperationName) => Fault | undefined;
  readonly moderationLabels?: ModerationLabels | undefined;
  /** Ends artificial delays. */
  readonly closing: AbortSignal;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  let byteCount = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    byteCount += chunk.length;
    if (byteCount > MAX_REQUEST_BYTE_COUNT) {
      throw new RekognitionError(
        'ImageTooLargeException',
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
    throw new RekognitionError('SerializationException', 'Expected JSON for the body', { cause });
  }
  throw new RekognitionError('SerializationException', 'Expected a JSON object for the body');
};

/**
 * Signatures are not checked, so this is what keeps web pages out: no page can send this content
 * type or `x-amz-target` elsewhere without asking first, and what a browser sends has an Origin.
 */
const operationOf = (request: IncomingMessage): OperationName => {
  const { origin, 'content-type': type = '', 'x-amz-target': target } = request.headers;
  if (origin !== undefined) {
    throw new RekognitionError('AccessDeniedException', 'Expected no request of a web page');
  }
  const operation = OPERATION_NAMES.find((name) => target === TARGET_PREFIX + name);
  if (request.method === 'POST' && type.startsWith(JSON_TYPE) && operation) return operation;
  throw new RekognitionError(
    'UnknownOperationException',
    `Expected POST with Content-Type ${JSON_TYPE} and X-Amz-Target ${OPERATION_NAMES.map((name) => TARGET_PREFIX + name).join(' or ')} but received ${request.method} with '${type}' and '${String(target)}'`,
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
    error instanceof RekognitionError
      ? error
      : new RekognitionError('InternalServerError', String(error), { cause: error });
  // What is left of a refused request is not read.
  if (!response.req.complete) response.setHeader('connection', 'close');
  writeJson(response, fault.httpStatus, {
    __type: fault.code,
    Code: fault.code,
    Message: fault.message,
  });
};

/** Lets the fault happen; true when the call has ended with it. */
const meetFault = async (
  fault: Fault | undefined,
  response: ServerResponse,
  closing: AbortSignal,
): Promise<boolean> => {
  if (fault?.kind === 'error') {
    throw new RekognitionError(fault.code, `${fault.code}, as the test has asked for`);
  }
  if (fault?.kind === 'delay') {
    await sleep(fault.durationMs, undefined, { signal: closing }).catch(() => undefined);
  }
  if (fault?.kind === 'drop') response.destroy();
  return fault?.kind === 'drop';
};

const answer = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpServerOptions,
): Promise<void> => {
  const { onCall, closing } = options;
  // A connection that is kept alive would hold up the closing of the server.
  const hangUp = (): unknown => response.setHeader('connection', 'close');
  closing.addEventListener('abort', hangUp);
  response.on('close', () => closing.removeEventListener('abort', hangUp));
  try {
    const operation = operationOf(request);
    const fields = parseFields(await readBody(request));
    if (await meetFault(onCall(operation), response, closing)) return;
    writeJson(response, 200, await OPERATIONS[operation](fields, options));
  } catch (error) {
    writeError(response, error);
  }
};

/** Rekognition's JSON protocol over HTTP. */
export const createHttpServer = (options: HttpServerOptions): Server =>
  createServer((request, response) => void answer(request, response, options));
