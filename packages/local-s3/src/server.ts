import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { authenticate, type Credentials } from './authenticate.ts';
import { CHECKSUM_ALGORITHMS, checksumHeader } from './checksums.ts';
import { corsHeaders, findCorsRule, type CorsQuestion } from './cors.ts';
import { S3Error } from './errors.ts';
import type { EventCause } from './event-message.ts';
import type { ObjectStore } from './object-store.ts';
import type { OperationContext, S3Response } from './operation.ts';
import { postObject } from './operations/post-object.ts';
import { findOperation } from './router.ts';
import { createRequestIds, parseRequest, type RequestIds, type S3Request } from './s3-request.ts';
import { sendFile } from './send-file.ts';
import { renderXml } from './xml.ts';

/** What the server answers from. */
export interface S3ServerOptions {
  readonly store: ObjectStore;
  readonly credentials: Credentials;
  readonly region: string;
}

const CHECKSUM_HEADERS = new Set(CHECKSUM_ALGORITHMS.map(checksumHeader));

/** The HTTP server, not yet listening. */
export function createS3Server(options: S3ServerOptions): Server {
  const server = createServer((message, response) => {
    void serve(options, message, response, () => undefined);
  });
  server.on('checkContinue', (message: IncomingMessage, response: ServerResponse) => {
    void serve(options, message, response, () => response.writeContinue());
  });
  // An upload may take as long as it takes; headers may not (Node's own limit of 60 s stays).
  server.requestTimeout = 0;
  return server;
}

async function serve(
  options: S3ServerOptions,
  message: IncomingMessage,
  response: ServerResponse,
  sendContinue: () => void,
): Promise<void> {
  let isBodyOpen = message.headers.expect === undefined;
  const openBody = () => {
    if (!isBodyOpen) sendContinue();
    isBodyOpen = true;
  };
  const ids = createRequestIds();
  let answer: S3Response;
  let cors: Readonly<Record<string, string>> = {};
  try {
    const request = parseRequest(message, ids, openBody);
    cors = findCorsHeaders(options.store, request);
    answer = await handle(options, request);
  } catch (error) {
    answer = errorResponse(error, message, ids);
  }
  // A client still waiting for 100 Continue may or may not send its body after this answer.
  const connection = isBodyOpen ? {} : { connection: 'close' };
  const headers = {
    server: 'local-s3',
    'x-amz-request-id': ids.id,
    'x-amz-id-2': ids.hostId,
    ...cors,
    ...answer.headers,
    ...connection,
  };
  await send(message, response, { ...answer, headers }).catch(() => response.destroy());
  // What is left of a refused body is read away: closing now could cost the client the answer.
  message.removeAllListeners('readable').resume();
}

function handle(options: S3ServerOptions, request: S3Request): Promise<S3Response> | S3Response {
  const { store, credentials, region } = options;
  if (request.method === 'OPTIONS') return answerPreflight(store, request);
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

const isForm = ({ method, key, headers }: S3Request): boolean =>
  method === 'POST' &&
  key === '' &&
  (headers.get('content-type') ?? '').toLowerCase().startsWith('multipart/form-data');

/**
 * Presigners move `x-amz-` headers into the query; both mean the same. Checksums there are ignored,
 * as on S3: the SDK for JavaScript signs the one of an empty body into every URL for a PUT.
 */
function withQueryHeaders(request: S3Request): S3Request {
  const moved = request.queryPairs
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => name.startsWith('x-amz-') && !request.headers.has(name))
    .filter(([name]) => !CHECKSUM_HEADERS.has(name));
  if (moved.length === 0) return request;
  return { ...request, headers: new Map([...request.headers, ...moved]) };
}

function corsQuestion({ method, headers }: S3Request): CorsQuestion | undefined {
  const origin = headers.get('origin');
  if (origin === undefined) return undefined;
  if (method !== 'OPTIONS') return { origin, method, requestHeaders: [] };
  const names = (headers.get('access-control-request-headers') ?? '').split(',');
  return {
    origin,
    method: headers.get('access-control-request-method') ?? '',
    requestHeaders: names.map((name) => name.trim().toLowerCase()).filter((name) => name !== ''),
  };
}

function findCorsHeaders(store: ObjectStore, request: S3Request): Record<string, string> {
  const question = corsQuestion(request);
  const rules = store.buckets.find(request.bucket)?.corsRules;
  const rule = question && rules && findCorsRule(rules, question);
  return rule ? corsHeaders(rule, question) : {};
}

/** Tells whether a bucket exists no more than its CORS rules do: the asker is anybody. */
function answerPreflight(store: ObjectStore, request: S3Request): S3Response {
  const question = corsQuestion(request);
  if (!question || question.method === '') {
    throw new S3Error(
      'InvalidRequest',
      'Insufficient information. Origin request header and Access-Control-Request-Method are needed.',
    );
  }
  const headers = findCorsHeaders(store, request);
  if (Object.keys(headers).length === 0) throw new S3Error('AccessForbidden');
  return { status: 200, headers };
}

function errorResponse(error: unknown, message: IncomingMessage, ids: RequestIds): S3Response {
  const known = error instanceof S3Error ? error : new S3Error('InternalError');
  const isClientGone = message.destroyed && !message.complete;
  if (known !== error && !isClientGone) console.error('local-s3:', error);
  const body = renderXml(
    'Error',
    {
      Code: known.code,
      Message: known.message,
      ...known.fields,
      Resource: (message.url ?? '/').split('?')[0],
      RequestId: ids.id,
      HostId: ids.hostId,
    },
    '',
  );
  return { status: known.status, headers: known.headers, body };
}

async function send(
  message: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body }: S3Response,
): Promise<void> {
  if (typeof body === 'string' && message.method !== 'HEAD') {
    const bytes = Buffer.from(body);
    const xmlHeaders = { 'content-type': 'application/xml', 'content-length': bytes.length };
    response.writeHead(status, { ...headers, ...xmlHeaders }).end(bytes);
  } else if (body === undefined || typeof body === 'string') {
    const hasLength = 'content-length' in headers || status === 204 || status === 304;
    response.writeHead(status, { ...headers, ...(hasLength ? {} : { 'content-length': 0 }) }).end();
  } else if (Buffer.isBuffer(body)) {
    response.writeHead(status, headers).end(body);
  } else {
    response.writeHead(status, headers);
    await sendFile(body, response);
  }
}
