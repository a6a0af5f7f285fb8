import { maxHeaderSize, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** The body of an answer that no handler of the service has written. */
export interface WrittenAnswer {
  readonly contentType: string;
  readonly body: string;
}

export type WriteAnswer = (status: number, detail: string) => WrittenAnswer;

/**
 * Answers requests that Node cannot parse as the service does, instead of without a body, and closes
 * their connection. As in Node, nothing is written into an answer that has begun on the connection.
 */
export function answerUnparsed(server: Server, write: WriteAnswer): void {
  const isAnswered = answeredSockets(server);
  server.on('clientError', ({ code = '' }: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || isAnswered(socket)) return void socket.destroy();
    const [status, detail] = statusAndDetail(code, server);
    // A client that keeps its side open would otherwise keep the connection.
    socket.end(textOf(status, write(status, detail)), () => socket.destroy());
  });
}

/** Returns a function that reports whether the answer to an earlier request has begun on a socket. */
function answeredSockets(server: Server): (socket: Duplex) => boolean {
  const pending = new WeakMap<Duplex, Set<ServerResponse>>();
  server.on('request', ({ socket }, response) => {
    const responses = pending.get(socket) ?? new Set();
    pending.set(socket, responses.add(response));
    response.once('close', () => responses.delete(response));
  });
  return (socket) => [...(pending.get(socket) ?? [])].some(({ headersSent }) => headersSent);
}

/** Returns the status that Node gives an error of its HTTP parser, and what to do. */
function statusAndDetail(
  code: string,
  { headersTimeout, requestTimeout }: Server,
): readonly [status: number, detail: string] {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return [431, `Expected headers of at most ${maxHeaderSize} bytes but received more`];
    case 'HPE_CHUNK_EXTENSIONS_OVERFLOW':
      return [413, 'Expected a body without large chunk extensions but received them'];
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return [
        408,
        `Expected the headers of the request within ${headersTimeout / 1000} s, and all of it ` +
          `within ${requestTimeout / 1000} s, but the request was slower`,
      ];
    default:
      return [400, 'Expected an HTTP request but received what is none'];
  }
}

function textOf(status: number, { contentType, body }: WrittenAnswer): string {
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    `Content-Type: ${contentType}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
