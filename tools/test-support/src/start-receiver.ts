import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A receiver of webhooks, which answers with `status`, unless that is `NO_RESPONSE`. */
export interface Receiver {
  status: number;
  readonly received: ReceivedRequest[];
  readonly url: string;
  readonly port: number;
}

export const NO_RESPONSE = 0;

/**
 * A certificate for hooks.example and 127.0.0.1, with its key. Only tests trust it.
 */
export const RECEIVER_CERTIFICATE = fileURLToPath(
  new URL('../receiver-certificate.pem', import.meta.url),
);

/** Starts a receiver on loopback, which ends with `resources`. */
export async function startReceiver(
  resources: AsyncDisposableStack,
  { protocol = 'http' }: { readonly protocol?: 'http' | 'https' } = {},
): Promise<Receiver> {
  const receiver = { status: 204, received: [] as ReceivedRequest[], url: '', port: 0 };
  const listener: RequestListener = (request, response) => {
    void text(request).then((body) => {
      receiver.received.push({ headers: request.headers, body });
      if (receiver.status === NO_RESPONSE) return;
      response.writeHead(receiver.status, { location: 'http://127.0.0.1:1/' }).end();
    });
  };
  const server = protocol === 'https' ? createSecure(listener) : createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  resources.defer(() => {
    server.closeAllConnections();
    server.close();
  });
  receiver.port = (server.address() as AddressInfo).port;
  receiver.url = `${protocol}://127.0.0.1:${receiver.port}/hook`;
  return receiver;
}

function createSecure(listener: RequestListener) {
  const pem = readFileSync(RECEIVER_CERTIFICATE);
  return createSecureServer({ key: pem, cert: pem }, listener);
}
