import { maxHeaderSize, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** The body of an answer that no handler of the service has written. */
export interface WrittenAnswer {
  readonly contentType: string;
  readonly body: string;
}

export type WriteAnswer = (status: number, detail: string) => WrittenAnswer;

/** Errors of Node's HTTP parser with a status of their own, as in Node, and what to do. */
const KNOWN: Readonly<Record<string, readonly [status: number, detail: string]>> = {
  HPE_HEADER_OVERFLOW: [
    431,
    `Expected headers of at most ${maxHeaderSize} bytes but received more`,
  ],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [
    413,
    'Expected a body without large chunk extensions but received them',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Expected the complete request in time but it ended early'],
};
const INVALID = [400, 'Expected an HTTP request but received what is none'] as const;

/**
 * Creates a handler of a server's `clientError`: a request that Node cannot parse gets an answer of
 * the service, instead of one without a body.
 */
export function answerUnparsed(
  write: WriteAnswer,
): (error: NodeJS.ErrnoException, socket: Duplex) => void {
  return ({ code = '' }, socket) => {
    if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
    const [status, detail] = KNOWN[code] ?? INVALID;
    const { contentType, body } = write(status, detail);
    const head = [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      `Content-Type: ${contentType}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
      'Connection: close',
    ];
    socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  };
}
