import { type OutgoingHttpHeaders, request } from 'node:http';
import { networkInterfaces } from 'node:os';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { authorizationUrl, PAGE_ORIGIN, runningOidc } from './running-oidc.ts';

/** Sends exactly these headers, which fetch would not. */
function send(address: string, method: string, headers: OutgoingHttpHeaders) {
  return new Promise<{ status: number | undefined; headers: object; body: string }>(
    (resolve, reject) => {
      const call = request(address, { method, headers }, async (response) => {
        const { statusCode: status, headers: received } = response;
        resolve({ status, headers: received, body: await text(response) });
      });
      call.on('error', reject).end();
    },
  );
}

test.each(['evil.example', 'localhost', '127.0.0.1', '127.0.0.1.evil.example:80'])(
  'rejects the Host %s, which DNS rebinding would send',
  async (host) => {
    const oidc = await runningOidc();
    const { status, body } = await send(authorizationUrl(oidc), 'GET', { host });
    expect(status).toBe(403);
    expect(body).toContain(`for the Host but received ${host}`);
  },
);

test.each(['http://evil.example', 'http://127.0.0.1:1', 'null'])(
  'rejects the Origin %s',
  async (origin) => {
    const { issuer } = await runningOidc();
    for (const method of ['GET', 'POST', 'OPTIONS']) {
      const { status, headers } = await send(`${issuer}/token`, method, { origin });
      expect(status).toBe(403);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
    }
  },
);

test('lets the page read discovery, keys and tokens', async () => {
  const { issuer } = await runningOidc();
  for (const path of ['/.well-known/openid-configuration', '/jwks', '/token']) {
    const { status, headers } = await send(`${issuer}${path}`, 'OPTIONS', {
      origin: PAGE_ORIGIN,
      'access-control-request-method': 'POST',
    });
    expect(status).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': PAGE_ORIGIN });
  }
});

test('listens on loopback only', async ({ skip }) => {
  const { issuer } = await runningOidc();
  const others = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal);
  if (others.length === 0) skip('this machine has no other IPv4 address');
  const { port } = new URL(issuer);
  for (const { address } of others) {
    await expect(send(`http://${address}:${port}/`, 'GET', {})).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  }
});
