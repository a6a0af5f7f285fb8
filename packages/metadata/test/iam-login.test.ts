import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'mysql2';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { iamLogin } from '../src/database/iam-login.ts';
import { openMetadata } from '../src/index.ts';

const DATABASE = { host: 'db.example.org', port: 3306, user: 'thumbnailer' };

/** CLIENT_PROTOCOL_41 and CLIENT_SECURE_CONNECTION, not CLIENT_SSL. */
const WITHOUT_TLS = 0x0200 | 0x8000;

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'local');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'local-secret');
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What the server receives when it requests a plain-text password, as AWS's plugin does. */
async function passwordSent(): Promise<string> {
  const plugin = iamLogin(DATABASE).authPlugins?.['mysql_clear_password'];
  const answer = plugin?.({} as never)(Buffer.alloc(0));
  return String(await answer);
}

describe('Signing in with IAM', () => {
  test('sends a token for this host, port and user, ended by a NUL', async () => {
    const sent = await passwordSent();
    expect(sent).toMatch(/^db\.example\.org:3306\/\?.*\0$/s);
    const { searchParams } = new URL(`https://${sent.slice(0, -1)}`);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'thumbnailer',
      'X-Amz-Expires': '900',
      'X-Amz-Credential': expect.stringMatching(/^local\/\d{8}\/us-east-1\/rds-db\/aws4_request$/),
    });
  });

  test('waits long enough for a paused Aurora', () => {
    expect(iamLogin(DATABASE).connectTimeout).toBeGreaterThanOrEqual(30_000);
  });

  test('sends nothing to a server without TLS', async () => {
    const { port, close } = await startServerWithoutTls();
    const open = openMetadata({ url: `mysql://ada@127.0.0.1:${port}/miniatura?auth=iam` });
    await expect(open).rejects.toThrow('Server does not support secure connection');
    await close();
  });
});

/** Sends the first packet of a MySQL server without TLS support. */
async function startServerWithoutTls() {
  const server = createServer((connection) => {
    connection.on('error', () => undefined);
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.39',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: WITHOUT_TLS,
    });
  });
  // mysql2 types its own `listen` with a port only; the socket server within takes a host too.
  const sockets = (server as unknown as { readonly _server: Server })._server;
  sockets.listen(0, '127.0.0.1');
  if (!sockets.listening) await once(sockets, 'listening');
  const { port } = sockets.address() as AddressInfo;
  return { port, close: () => new Promise((closed) => sockets.close(closed)) };
}
