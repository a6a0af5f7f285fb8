import { Server, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** What HTTP/2 with prior knowledge begins with: RFC 9113, section 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2';

/** One port for both: the SDKs speak HTTP/2 to Bedrock, everything else HTTP/1.1. */
export class Http1And2Server extends Server {
  readonly #http2;
  readonly #sessions = new Set<ServerHttp2Session>();
  /** Connections that have sent nothing yet. */
  readonly #silent = new Set<Socket>();

  constructor(listener: RequestListener) {
    super(listener);
    // Its compatible interface takes the same listeners.
    this.#http2 = createHttp2Server(listener as never);
    this.#http2.on('session', (session) => this.#keep(session));
    const [serveHttp1] = this.listeners('connection') as [(socket: Socket) => void];
    this.removeAllListeners('connection');
    this.on('connection', (socket: Socket) => this.#assign(socket, serveHttp1));
  }

  #keep(session: ServerHttp2Session): void {
    this.#sessions.add(session);
    session.once('close', () => this.#sessions.delete(session));
    session.setTimeout(this.timeout, () => session.destroy());
  }

  #assign(socket: Socket, serveHttp1: (socket: Socket) => void): void {
    const discard = () => socket.destroy();
    this.#silent.add(socket);
    socket.on('error', discard);
    socket.once('close', () => this.#silent.delete(socket));
    // HTTP leaves the reading side's end to whoever serves the connection: nobody does yet.
    socket.once('end', discard);
    socket.setTimeout(this.headersTimeout, discard);
    socket.once('data', (start: Buffer) => {
      this.#silent.delete(socket);
      socket.off('end', discard);
      socket.setTimeout(0).off('timeout', discard);
      socket.pause();
      socket.unshift(start);
      if (start.toString('latin1').startsWith(HTTP2_PREFACE)) {
        // HTTP/2 has no use for connections of which one side has ended.
        socket.allowHalfOpen = false;
        this.#http2.emit('connection', socket);
      } else {
        serveHttp1.call(this, socket);
        socket.resume();
      }
    });
  }

  /** Ends HTTP/2 sessions as HTTP/1.1's idle connections. */
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
