import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { authenticate, type Credentials } from './authenticate.ts';
import { checkHost, checkOrigin } from './check-web-access.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader } from './checksums.ts';
import { answerPreflight, findCorsHeaders } from './cors-headers.ts';
import { errorResponse } from './error-response.ts';
import type { EventCause } from './event-message.ts';
import type { ObjectStore } from './object-store.ts';
import type { OperationContext, S3Response, SlowResponse } from './operation.ts';
import { postObject } from './operations/post-object.ts';
import { findOperation } from './router.ts';
import { createRequestIds, parseRequest, type S3Request } from './s3-request.ts';
import { checkHeaders, sendResponse, sendSlowly } from './send-response.ts';

/** The dependencies and settings of the server. */
export interface S3ServerOptions {
  readonly store: ObjectStore;
  readonly credentials: Credentials;
  readonly region: string;
}

const CHECKSUM_HEADERS = new Set(CHECKSUM_ALGORITHMS.map(checksumHeader));
/** How long the rest of a rejected body is read before the connection is closed. */
const MAX_DRAIN_MS = 30_000;

/** Creates the HTTP server, which does not listen yet. */
export function createS3Server(options: S3ServerOptions): Server {
  const noContinue = (): void => undefined;
  const listener = (message: IncomingMessage, response: ServerResponse) =>
    void serve(options, message, response, noContinue);
  const server = createServer(listener);
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    void serve(options, message, response, () => response.writeContinue());
  });
  // S3 ignores expectations other than 100-continue.
  server.on('checkExpectation', listener);
  // The duration of uploads is not limited; that of headers is (Node's limit of 60 s).
  server.requestTimeout = 0;
  return server;
}

/** Handles a request. Never rejects: every error ends with a response or a closed connection. */
async function serve(
  options: S3ServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
  sendContinue: () => void,
): Promise<void> {
  // The reader or writer notices when a client disconnects.
  message.on('error', () => undefined);
  response.on('error', () => undefined);
  try {
    await answer(options, message, response, sendContinue);
  } catch {
    response.destroy();
  }
  drain(message);
}

async function answer(
  options: S3ServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
  sendContinue: () => void,
): Promise<void> {
  let isBodyOpen = message.headers.expect?.toLowerCase() !== '100-continue';
  const openBody = () => {
    if (!isBodyOpen) sendContinue();
    isBodyOpen = true;
  };
  const ids = createRequestIds();
  const toError = (error: unknown) => errorResponse(error, message, ids, options.store.disk);
  let common: Readonly<Record<string, string>> = {
    server: 'local-s3',
    'x-amz-request-id': ids.id,
    'x-amz-id-2': ids.hostId,
  };
  let answered: S3Response | SlowResponse;
  try {
    const request = parseRequest(message, ids, openBody);
    const cors = findCorsHeaders(options.store, request);
    checkHeaders(cors);
    common = { ...common, ...cors };
    answered = await checkedHandle(options, request);
  } catch (error) {
    answered = toError(error);
  }
  // A client that waits for 100 Continue may or may not send its body after this response.
  const headers = isBodyOpen ? common : { ...common, connection: 'close' };
  if ('outcome' in answered) {
    await sendSlowly(message, response, headers, answered.outcome.catch(toError));
  } else {
    const all = { ...headers, ...answered.headers };
    await sendResponse(message, response, { ...answered, headers: all });
  }
}

/** @throws S3Error InvalidArgument for headers that cannot be sent; then an open file is closed */
async function checkedHandle(options: S3ServerOptions, request: S3Request) {
  const answered = await handle(options, request);
  if ('outcome' in answered) return answered;
  try {
    checkHeaders(answered.headers);
    return answered;
  } catch (error) {
    const { body } = answered;
    if (typeof body === 'object' && 'handle' in body) await body.handle.close();
    throw error;
  }
}

/**
 * Reads the rest of a rejected body: closing immediately could prevent the client from reading the
 * response.
 */
function drain(message: IncomingMessage): void {
  message.removeAllListeners('readable').resume();
  if (message.complete) return;
  const limit = setTimeout(() => message.destroy(), MAX_DRAIN_MS).unref();
  message.once('close', () => clearTimeout(limit));
}

async function handle(
  options: S3ServerOptions,
  request: S3Request,
): Promise<S3Response | SlowResponse> {
  const { store, credentials, region } = options;
  checkHost(request.headers.get('host'));
  if (request.method === 'OPTIONS') return answerPreflight(store, request);
  checkOrigin(request, store.buckets.find(request.bucket)?.corsRules ?? []);
  const cause: EventCause = {
    requestId: request.id,
    hostId: request.hostId,
    accessKeyId: '',
    sourceIp: request.sourceIp,
    region,
  };
  if (isForm(request)) return postObject({ store, request, cause }, credentials);
  const authentication = authenticate(request, credentials, store.now().getTime());
  const context: OperationContext = {
    store,
    request: withQueryHeaders(request),
    authentication,
    cause: { ...cause, accessKeyId: authentication.accessKeyId },
  };
  return findOperation(context.request)(context);
}

function isForm({ method, key, headers }: S3Request): boolean {
  return (
    method === 'POST' &&
    key === '' &&
    (headers.get('content-type') ?? '').toLowerCase().startsWith('multipart/form-data')
  );
}

/**
 * Treats `x-amz-` parameters of the query as headers, because presigners move them there. As on S3,
 * checksums in the query are ignored: the SDK for JavaScript signs that of an empty body into every
 * URL for a PUT.
 */
function withQueryHeaders(request: S3Request): S3Request {
  const moved = request.queryPairs
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !request.headers.has(name))
    .filter(([name]) => !CHECKSUM_HEADERS.has(name));
  if (moved.length === 0) return request;
  return { ...request, headers: new Map([...request.headers, ...moved]) };
}
