import { type IncomingMessage, type ServerResponse, validateHeaderValue } from 'node:http';
import { S3Error } from './errors.ts';
import type { S3Response } from './operation.ts';
import { sendFile } from './send-file.ts';
import { XML_DECLARATION } from './xml.ts';

/** How often whitespace is sent to a client that waits for a long operation. */
export const KEEP_ALIVE_MS = 5_000;

/**
 * @throws S3Error InvalidArgument for a header that HTTP does not allow; then nothing has been sent
 */
export function checkHeaders(headers: S3Response['headers'] = {}): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderValue(name, value);
    } catch {
      throw new S3Error('InvalidArgument', 'Header value cannot be represented using ISO-8859-1.', {
        ArgumentName: name,
        ArgumentValue: value,
      });
    }
  }
}

/**
 * Returns the headers with `content-length` last. Node decodes a Content-Disposition after it as
 * UTF-8, and throws or sends other bytes than those that were stored.
 */
function orderHeaders(headers: Readonly<Record<string, string | number>>) {
  const { 'content-length': length, ...others } = headers;
  return length === undefined ? others : { ...others, 'content-length': length };
}

/** Sends the response. Settles when it is sent, or when the client has disconnected. */
export async function sendResponse(
  message: IncomingMessage,
  response: ServerResponse,
  { status, headers = {}, body }: S3Response,
): Promise<void> {
  if (typeof body === 'string' && message.method !== 'HEAD') {
    const bytes = Buffer.from(body);
    const xmlHeaders = { 'content-type': 'application/xml', 'content-length': bytes.length };
    response.writeHead(status, orderHeaders({ ...xmlHeaders, ...headers })).end(bytes);
  } else if (body === undefined || typeof body === 'string') {
    const hasLength = 'content-length' in headers || status === 204 || status === 304;
    const all = hasLength ? headers : { ...headers, 'content-length': 0 };
    response.writeHead(status, orderHeaders(all)).end();
  } else if (Buffer.isBuffer(body)) {
    response.writeHead(status, orderHeaders(headers)).end(body);
  } else {
    response.writeHead(status, orderHeaders(headers));
    await sendFile(body, response);
  }
}

/**
 * Sends the response of an operation that may take long, as S3 does: after a while status 200 and
 * the XML declaration, then whitespace, so that clients and proxies do not time out. The document
 * is the outcome, which may be an error.
 * @param outcome never rejects; its body is XML
 */
export async function sendSlowly(
  message: IncomingMessage,
  response: ServerResponse,
  headers: NonNullable<S3Response['headers']>,
  outcome: Promise<S3Response>,
  keepAliveMs = KEEP_ALIVE_MS,
): Promise<void> {
  const keepAlive = setInterval(() => {
    if (!response.headersSent) {
      response.writeHead(200, { ...headers, 'content-type': 'application/xml' });
      response.write(XML_DECLARATION);
    } else response.write(' ');
  }, keepAliveMs);
  const finished = await outcome.finally(() => clearInterval(keepAlive));
  if (!response.headersSent) {
    await sendResponse(message, response, {
      ...finished,
      headers: { ...headers, ...finished.headers },
    });
  } else {
    response.end(String(finished.body).slice(XML_DECLARATION.length));
  }
}
