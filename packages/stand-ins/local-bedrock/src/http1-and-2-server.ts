import { type RequestListener, Server } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** The start of an HTTP/2 connection with prior knowledge: RFC 9113, section 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2';

/**
 * Serves HTTP/1.1 and HTTP/2 on one port: the SDKs call Bedrock over HTTP/2, other clients use
 * HTTP/1.1.
 */
export class Http1And2Server extends Server {
  readonly #http2;
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Connections that have not sent any data yet. */
  readonly #silent = new Set<Socket>();

  constructor(listener: RequestListener) {
    super(listener);
    // Node's compatibility API for HTTP/2 accepts the same listeners.
    this.#http2 = createHttp2Server(listener as never);
    this.#http2.on('session', (session) => this.#track(session));
    const [serveHttp1] = this.listeners('connection') as [(socket: Socket) => void];
    this.removeAllListeners('connection');
    this.on('connection', (socket: Socket) => this.#assign(socket, serveHttp1));
  }

  #track(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.setTimeout(this.timeout, () => session.destroy());
  }

  #assign(socket: Socket, serveHttp1: (socket: Socket) => void): void {
    const discard = () => socket.destroy();
    this.#silent.add(socket);
    socket.on('error', discard);
    socket.once('close', () => this.#silent.delete(socket));
    // Node's HTTP server allows half-open connections. Until it serves this one, close it here.
    socket.once('end', discard);
    socket.setTimeout(this.headersTimeout, discard);
    socket.once('data', (start: Buffer) => {
      this.#silent.delete(socket);
      socket.off('end', discard);
      socket.setTimeout(0).off('timeout', discard);
      socket.pause();
      socket.unshift(start);
      if (start.toString('latin1').startsWith(HTTP2_PREFACE)) {
        // HTTP/2 does not use half-open connections.
        socket.allowHalfOpen = false;
        this.#http2.emit('connection', socket);
      } else {
        serveHttp1.call(this, socket);
        socket.resume();
      }
    });
  }

  /** Closes HTTP/2 sessions as well as idle HTTP/1.1 connections. */
  override close(callback?: (error?: Error) => void): this {
    for (const socket of this.#silent) socket.destroy();
    for (const session of this.#sessions) session.close();
    return super.close(callback);
  }

  override closeAllConnections(): void {
    super.closeAllConnections();
    for (const session of this.#sessions) session.destroy();
  }
}
