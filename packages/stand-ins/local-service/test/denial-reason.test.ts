import { expect, test } from 'vitest';
import { denialReason } from '../src/index.ts';

const PAGE = 'http://127.0.0.1:4606';

test.each([
  ['127.0.0.1', {}],
  ['127.0.0.1:4605', {}],
  ['localhost:1', {}],
  ['LOCALHOST', {}],
  ['[::1]:4605', {}],
  ['127.0.0.1:4605', { origin: PAGE, 'sec-fetch-site': 'same-site' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'none' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' }],
])('allows a request with Host %s and %j', (host, headers) => {
  expect(denialReason({ host, ...headers }, { origins: [PAGE] })).toBeUndefined();
});

test.each([
  [undefined, {}],
  ['evil.example', {}],
  ['evil.example:4605', {}],
  ['127.0.0.1.evil.example', {}],
  ['localhost.evil.example', {}],
  ['evil.example#127.0.0.1', {}],
  ['127.0.0.1:4605', { origin: 'http://evil.example' }],
  ['127.0.0.1:4605', { origin: 'null' }],
  ['127.0.0.1:4605', { origin: '' }],
  ['127.0.0.1:4605', { origin: 'http://127.0.0.1:46060' }],
  ['127.0.0.1:4605', { origin: 'http://localhost:4606' }],
  ['127.0.0.1:4605', { origin: 'null', 'sec-fetch-mode': 'navigate' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
  ['127.0.0.1:4605', { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'websocket' }],
])('rejects a request with Host %s and %j', (host, headers) => {
  expect(
    denialReason({ ...(host !== undefined && { host }), ...headers }, { origins: [PAGE] }),
  ).toMatch(/^Expected /);
});

test('HTTP/2 sends the host as :authority', () => {
  expect(denialReason({ ':authority': '127.0.0.1:1' }, { origins: [] })).toBeUndefined();
  expect(denialReason({ ':authority': 'evil.example' }, { origins: [] })).toMatch(/^Expected /);
});
