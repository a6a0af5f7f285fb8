import { Server, type RequestListener } from 'node:http';
import { createServer as createHttp2Server, type ServerHttp2Session } from 'node:http2';
import type { Socket } from 'node:net';

/** What HTTP/2 with prior knowledge begins with: RFC 9113, section 3.4. */
const HTTP2_PREFACE = 'PRI * HTTP/2';

/** One port for both: the SDKs speak HTTP/2 to Bedrock, everything else HTTP/1.1. */
export class Http1And2Server extends Server {
  readonly #http2;
  readonly #sessions = new Set<ServerHttp2Session>();

  constructor(listener: RequestListener) {
    super(listener);
    // Its compatible interface takes the same listeners.
    this.#http2 = createHttp2Server(listener as never);
    this.#http2.on('session', (session) => {
      this.#sessions.add(session);
      session.once('close', () => this.#sessions.delete(session));
    });
    const [serveHttp1] = this.listeners('connection') as [(socket: Socket) => void];
    this.removeAllListeners('connection');
    this.on('connection', (socket: Socket) => this.#assign(socket, serveHttp1));
  }

  #assign(socket: Socket, serveHttp1: (socket: Socket) => void): void {
    socket.on('error', () => socket.destroy());
    socket.once('data', (start: Buffer) => {
      socket.pause();
      socket.unshift(start);
      if (start.toString('latin1').startsWith(HTTP2_PREFACE)) {
        this.#http2.emit('connection', socket);
      } else {
        serveHttp1.call(this, socket);
        socket.resume();
      }
    });
  }

  /** Ends HTTP/2 sessions as HTTP/1.1's idle connections. */
  override close(callback?: (error?: Error) => void): this {
    for (const session of this.#sessions) session.close();
    return super.close(callback);
  }
}
