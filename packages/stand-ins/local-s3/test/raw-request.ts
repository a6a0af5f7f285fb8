import { request, type RequestOptions } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

/** An answer as it came, with S3's error code where it has one. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
  readonly code: string | undefined;
}

/** A request with any headers, Host and Origin among them, which `fetch` does not allow. */
export function rawRequest(
  url: string,
  { body, ...options }: RequestOptions & { readonly body?: string | Buffer } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent: false, ...options }, (response) => {
      text(response).then((answer) => {
        const code = /<Code>(\w+)</.exec(answer)?.[1];
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: answer,
          code,
        });
      }, reject);
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** Sends bytes and breaks the connection off; settles once the socket is closed. */
export function breakOff(port: number, ...chunks: readonly (string | Buffer)[]): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    for (const chunk of chunks) socket.write(chunk);
    socket.end(() => socket.destroy());
  });
}
