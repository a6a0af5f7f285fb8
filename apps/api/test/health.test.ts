import type { ComponentHealth } from '@miniatura/api-contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createApp } from '../src/create-app.ts';
import { startApi } from './start-api.ts';

let api: Awaited<ReturnType<typeof startApi>>;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

test.each([
  [['ok', 'ok'], 'ok', 200],
  [['ok', 'starting'], 'starting', 200],
  [['unhealthy', 'starting'], 'unhealthy', 503],
  [[], 'ok', 200],
] as const)('/health of components that are %j is %s', async (statuses, status, httpStatus) => {
  const components: ComponentHealth[] = statuses.map((each) => ({
    component: 'part',
    status: each,
  }));
  const app = createApp({ ...api.dependencies, checkHealth: async () => components });
  const answer = await app.request('/health');
  expect(answer.status).toBe(httpStatus);
  expect(await answer.json()).toEqual({ status, components });
});
