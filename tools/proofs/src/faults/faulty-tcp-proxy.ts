import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './faulty-proxy.ts';

export interface FaultyTcpProxy {
  readonly port: number;
  set(fault: Fault | undefined): Promise<void>;
  /** Returns the number of connections that were cut or rejected, and of delayed statements. */
  harmedCount(): number;
  close(): Promise<void>;
}

const SOCKETS_PER_CONNECTION = 2;

/** The error packet "Too many connections", which a server sends instead of its greeting. */
const TOO_MANY_CONNECTIONS = (() => {
  const words = Buffer.from('Too many connections');
  const body = Buffer.concat([Buffer.from([0xff, 0x10, 0x04]), words]);
  return Buffer.concat([Buffer.from([body.length, 0, 0, 0]), body]);
})();

/**
 * Starts a proxy in front of a database. `throttled` reports too many connections, `failing` cuts a
 * connection at its next statement, `dropping` cuts all of them, and `away` also rejects new ones.
 */
export async function startFaultyTcpProxy(
  socketPath: string,
  slownessMs: number,
): Promise<FaultyTcpProxy> {
  const sockets = new Set<Socket>();
  let fault: Fault | undefined;
  let harmedCount = 0;
  const cutAll = () => {
    harmedCount += sockets.size / SOCKETS_PER_CONNECTION;
    sockets.forEach((socket) => socket.destroy());
  };
  const server = createServer((client) => {
    if (fault === 'throttled' || fault === 'dropping') harmedCount += 1;
    if (fault === 'throttled') return void client.end(TOO_MANY_CONNECTIONS);
    if (fault === 'dropping') return void client.destroy();
    const database = createConnection(socketPath);
    for (const [one, other] of [
      [client, database],
      [database, client],
    ] as const) {
      sockets.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
    const impeded = new Transform({
      async transform(chunk, _encoding, done) {
        if (fault !== undefined) harmedCount += 1;
        if (fault === 'failing') client.destroy();
        if (fault === 'slow') await sleep(slownessMs);
        done(null, chunk);
      },
    });
    client.pipe(impeded).pipe(database);
    database.pipe(client);
  });
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  const hangUp = async () => {
    const closed = once(server, 'close');
    server.close();
    cutAll();
    await closed;
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    port,
    harmedCount: () => harmedCount,
    async set(next) {
      if (next === 'away' && fault !== 'away') await hangUp();
      if (next !== 'away' && fault === 'away') await listen(port);
      fault = next;
      if (next === 'throttled' || next === 'dropping') cutAll();
    },
    close: async () => (server.listening ? hangUp() : undefined),
  };
}
