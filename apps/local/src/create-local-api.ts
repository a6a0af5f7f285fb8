import { Hono } from 'hono';

export function createLocalApi() {
  return new Hono().all('*', (c) => c.json({ status: 503, code: 'unavailable' }, 503));
}
