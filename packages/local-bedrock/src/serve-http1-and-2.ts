import { createServer as createHttp1Server, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';

/** What HTTP/2 with prior knowledge begins with: RFC 9113, section 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2';

/**
 * One port for both: the SDKs speak HTTP/2 to Bedrock, everything else HTTP/1.1.
 * @returns the server, and what ends idle connections once it is closed
 */
export const serveHttp1And2 = (
  listener: RequestListener,
): { readonly server: Server; readonly hangUp: () => void } => {
  const http1 = createHttp1Server(listener);
  // Its compatible interface takes the same listeners.
  const http2 = createHttp2Server(listener as never);
  const sessions = new Set<ServerHttp2Session>();
  http2.on('session', (session) => {
    sessions.add(session);
    session.once('close', () => sessions.delete(session));
  });
  const server = createServer((socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (start: Buffer) => {
      socket.pause();
      socket.unshift(start);
      const isHttp2 = start.toString('latin1').startsWith(HTTP2_PREFACE);
      (isHttp2 ? http2 : http1).emit('connection', socket);
      if (!isHttp2) socket.resume();
    });
  });
  const hangUp = (): void => {
    for (const session of sessions) session.close();
    http1.close();
    http1.closeIdleConnections();
  };
  return { server, hangUp };
};
