import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { expect, test, vi } from 'vitest';
import { createWebhookSender, ForbiddenAddressError } from '../src/webhooks/send-webhook.ts';
import { isAllowedAddress, urlFault } from '../src/webhooks/webhook-target.ts';

const PUBLIC = { allowsLoopback: false };
const { signal } = new AbortController();

test.each([
  ['127.0.0.1', 'loopback'],
  ['::1', 'loopback'],
  ['0.0.0.0', 'unspecified'],
  ['::', 'unspecified'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['100.64.0.1', 'shared by a carrier'],
  ['169.254.169.254', 'the metadata of a machine'],
  ['fd00:ec2::254', 'the same by IPv6'],
  ['fe80::1', 'link-local'],
  ['fe80::1%eth0', 'link-local with a zone'],
  ['224.0.0.1', 'multicast'],
  ['255.255.255.255', 'broadcast'],
  ['198.18.0.1', 'for benchmarks'],
  ['::ffff:10.0.0.1', 'IPv4-mapped'],
  ['::ffff:a9fe:a9fe', 'IPv4-mapped, in hexadecimal'],
  ['::10.0.0.1', 'IPv4-compatible'],
  ['64:ff9b::a00:1', 'translated to IPv4'],
  ['2002:a00:1::', 'tunnelled to IPv4'],
  ['2001::1', 'tunnelled to IPv4'],
  ['64:ff9b:1::a00:1', 'translated to IPv4 in one network'],
  ['::ffff:0:10.0.0.1', 'IPv4-translated'],
  ['100:0:0:1::1', 'a prefix without interfaces'],
  ['4000::1', 'not assigned'],
  ['e000::1', 'not assigned'],
  ['somewhere', 'no address'],
])('%s is not allowed: %s', (address) => {
  expect(isAllowedAddress(address, PUBLIC)).toBe(false);
});

test.each(['93.184.215.14', '2606:4700::1111', '::ffff:93.184.215.14'])(
  '%s is public',
  (address) => {
    expect(isAllowedAddress(address, PUBLIC)).toBe(true);
  },
);

test('Loopback is allowed only where it is tried, and nothing else that is not public', () => {
  const trying = { allowsLoopback: true };
  expect(isAllowedAddress('127.0.0.1', trying)).toBe(true);
  expect(isAllowedAddress('10.0.0.1', trying)).toBe(false);
  expect(urlFault('http://127.0.0.1:8000/hook', trying)).toBeNull();
  expect(urlFault('http://example.com/hook', trying)).toContain('https:');
});

test.each([
  ['hook', 'Expected a URL'],
  ['http://example.com/', 'https:'],
  ['ftp://example.com/', 'https:'],
  ['https://user:secret@example.com/', 'without a user'],
  ['https://2130706433/', '127.0.0.1'],
  ['https://0x7f.1/', '127.0.0.1'],
  ['https://[::ffff:10.0.0.1]/', 'public address'],
])('The URL %s is rejected', (url, reason) => {
  expect(urlFault(url, PUBLIC)).toContain(reason);
});

test('A name whose address is not public is not connected to', async () => {
  let connections = 0;
  const server = createServer().on('connection', () => (connections += 1));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const send = createWebhookSender(PUBLIC);
  for (const host of ['localhost', '127.0.0.1', '[::ffff:127.0.0.1]']) {
    const request = { url: `https://${host}:${port}/`, headers: {}, body: '{}', signal };
    await expect(send(request)).rejects.toThrow(ForbiddenAddressError);
  }
  expect(connections).toBe(0);
  server.close();
});

test('A receiver that switches protocols instead of a response fails the attempt', async () => {
  const server = createTcpServer((socket) => {
    socket
      .on('error', () => undefined)
      .once('data', () => {
        socket.write(
          'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n',
        );
      });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}', signal };
  const send = createWebhookSender({ allowsLoopback: true });
  await expect(send(request)).rejects.toThrow('without a response');
  server.close();
});

test('A receiver that does not respond fails the attempt with the time it had', async () => {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const request = { url: `http://127.0.0.1:${port}/`, headers: {}, body: '{}', signal };
  const send = createWebhookSender({ allowsLoopback: true });
  // The time has passed when the request is sent, so that the test does not wait for it.
  using _ = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  await expect(send(request)).rejects.toThrow('Expected a response within 10000 ms');
  server.close();
});
