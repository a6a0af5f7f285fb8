import { expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { DEFAULT_RATES } from '../src/limit-requests.ts';
import { startApi } from './start-api.ts';

const CAT = { name: 'cat.jpg', mediaType: 'image/jpeg', byteCount: 10 };
const REQUEST_COUNT = 10_000;
const MS_PER_MINUTE = 60_000;

test('Of 10,000 POST /uploads in a minute a user gets the burst and the rate, the others 429', async () => {
  const api = await startApi();
  let nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  const dependencies = { ...api.dependencies, rates: DEFAULT_RATES, now: () => new Date(nowMs) };
  // Who asks is verified elsewhere: 10,000 signatures would take most of the test's time.
  const user = { subject: 'ada', name: 'ada', groups: [] };
  const app = createApp({ ...dependencies, identifyUser: async () => user, log: SILENT });
  const init = {
    method: 'POST',
    headers: { authorization: 'Bearer a', 'content-type': 'application/json' },
    body: JSON.stringify({ files: [CAT] }),
  };
  const statuses: Record<number, number> = {};
  let rejected: Response | undefined;
  for (let i = 0; i < REQUEST_COUNT; i++) {
    const response = await app.request('/uploads', init);
    statuses[response.status] = (statuses[response.status] ?? 0) + 1;
    if (response.status === 429) rejected = response;
    nowMs += MS_PER_MINUTE / REQUEST_COUNT;
  }
  const { burst, perMinute } = DEFAULT_RATES.ofUser;
  expect(Object.keys(statuses)).toEqual(['201', '429']);
  expect(Math.abs((statuses[201] ?? 0) - burst - perMinute)).toBeLessThanOrEqual(1);
  expect(rejected?.headers.get('retry-after')).toBe('1');
  expect(await rejected?.json()).toMatchObject({ code: 'too-many-requests', status: 429 });
  await api.stop();
});

test('All users together, and those without a token, share a limit', async () => {
  const api = await startApi();
  const rates = { ofUser: DEFAULT_RATES.ofUser, ofAll: { burst: 2, perMinute: 1 } };
  // A slow machine refills no token meanwhile.
  const now = new Date();
  const app = createApp({ ...api.dependencies, rates, now: () => now });
  const asked = [
    await app.request('/me'),
    await api.ask('GET', '/me', { app, user: 'ada' }),
    await api.ask('GET', '/me', { app, user: 'bob' }),
    await app.request('/health'),
  ];
  expect(asked.map(({ status }) => status)).toEqual([401, 200, 429, 200]);
  expect(asked[2]?.headers.get('retry-after')).toBe('60');
  await api.stop();
});

const SILENT = { info: () => undefined, error: () => undefined };
